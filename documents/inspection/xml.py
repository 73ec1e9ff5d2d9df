"""XML parts of a document, parsed without entities or document types."""

from collections.abc import Callable
from xml.parsers import expat

from documents.inspection.archive import unreadable

Attributes = dict[str, str]


def walk_elements(part: bytes, on_element: Callable[[str, Attributes], None] | None = None) -> None:
    """Call `on_element(local name, attributes)` for each element; raises RefusedFile when not well-formed."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse_document_type(*_parts: object) -> None:
        raise unreadable()

    def element(name: str, attributes: Attributes) -> None:
        if on_element:
            on_element(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    parser.StartDoctypeDeclHandler = refuse_document_type
    parser.StartElementHandler = element
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as damage:  # the last two: an encoding expat cannot read
        raise unreadable() from damage
