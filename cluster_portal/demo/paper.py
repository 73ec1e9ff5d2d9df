"""A one-page PDF that says it is for demonstration."""

from functools import cache

import typst

from documents.rendering import fonts

PAGE = """
#set document(title: sys.inputs.title)
#set page(paper: "a4", margin: 3cm)
#set text(font: "Pretendard GOV", size: 12pt, lang: "ko")
#align(center + horizon)[#text(size: 24pt, weight: "bold", sys.inputs.title) \\ #v(1em) #text(fill: rgb("#b00020"))[시연용 문서입니다. 실제 내용이 없습니다.]]
"""


@cache
def demo_paper(title: str) -> bytes:
    return typst.compile(PAGE.encode(), font_paths=fonts(), sys_inputs={"title": title})
