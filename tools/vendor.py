"""Fetch the third-party files the pages are made of, at pinned versions (`make vendor`).

Needs npm and network; the results are committed, so nobody else needs either.

KRDS ships one 584 KB style sheet with global resets, 188 `!important` and a twin of every rule
for a colour mode that cannot be switched on. We compile only the parts we show, from its own
sources, into one cascade layer: any rule of ours then wins without a fight.
"""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
PDF_FONTS = ROOT / "documents" / "fonts"
TEST_VENDOR = ROOT / "tests" / "vendor"

PACKAGES = {
    "krds-uiux": {"version": "1.1.0", "licence": "ISC in package.json, no licence file: see docs/licences.md"},
    "pretendard-gov": {"version": "1.3.9", "licence": "OFL-1.1"},
    "htmx.org": {"version": "4.0.1", "licence": "0BSD"},
    "axe-core": {"version": "4.14.1", "licence": "MPL-2.0 (tests only)"},
}
BUILD_TOOLS = {"sass": "1.108.2", "esbuild": "0.28.2"}

KRDS_PARTS = (
    "button",
    "form_layout",
    "input",
    "select",
    "form_check",
    "badge",
    "breadcrumb",
    "masthead",
    "skip_link",
    "step_indicator",
    "pagination",
    "spinner",
)
KRDS_ENTRY = """
@import "common/path";
@import "common/include";
@layer krds {{
  @import "common/root";
  {parts}
}}
"""
# The high-contrast twin is written as `[mode] :root` and never matches; portal.css has its own.
LIVE_MIXIN = re.compile(r"@mixin color-mode\(.*?\n\}\n", re.S)
NO_TWIN = "@mixin color-mode($mode: light) { @if false { @content; } }\n"

WEB_FONT_FAMILY = ("Pretendard GOV Variable", "Pretendard GOV")  # its name on npm, the name KRDS asks for
PDF_WEIGHTS = ("Regular", "Bold")


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True)


def install(workshop: Path) -> Path:
    """Install packages and build tools without running their install scripts, esbuild's excepted."""
    wanted = {name: package["version"] for name, package in PACKAGES.items()} | BUILD_TOOLS
    (workshop / "package.json").write_text(json.dumps({"private": True, "dependencies": wanted}))
    run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", cwd=workshop)
    modules = workshop / "node_modules"
    run("node", "install.js", cwd=modules / "esbuild")
    return modules


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def minify(css: str, modules: Path, target: Path) -> None:
    source = modules.parent / "source.css"
    source.write_text(css)
    run(
        str(modules / ".bin" / "esbuild"), str(source), "--minify", "--charset=utf8",
        f"--outfile={target}", "--log-level=warning", cwd=modules.parent,
    )  # fmt: skip


def build_krds(modules: Path) -> None:
    target = emptied(VENDOR / "krds")
    resources = modules / "krds-uiux" / "resources"
    scss = resources / "scss"

    mixins = scss / "common" / "mixins" / "_utils.scss"
    mixins.write_text(LIVE_MIXIN.sub(NO_TWIN, mixins.read_text()))
    entry = scss / "portal.scss"
    entry.write_text(KRDS_ENTRY.format(parts="\n".join(f'@import "component/{part}";' for part in KRDS_PARTS)))
    compiled = modules.parent / "krds.css"
    run(
        "node", str(modules / "sass" / "sass.js"), "--no-source-map", "--quiet", "--silence-deprecation=import",
        str(entry), str(compiled), cwd=modules.parent,
    )  # fmt: skip

    tokens = (resources / "css" / "token" / "krds_tokens.css").read_text().replace('@charset "utf-8";', "")
    tokens = "\n".join(line for line in tokens.splitlines() if "high-contrast" not in line)
    css = re.sub(r"\s*!important|@charset \"UTF-8\";", "", compiled.read_text())
    css = css.replace("../../img/component/icon/", "icons/")
    icons = sorted(set(re.findall(r"icons/(\w+\.svg)", css)))
    (target / "icons").mkdir()
    for icon in icons:
        shutil.copy(resources / "img" / "component" / "icon" / icon, target / "icons" / icon)
    # esbuild would try to bundle url()s; it leaves them alone without --bundle.
    minify(tokens + css, modules, target / "krds.min.css")


def build_fonts(modules: Path) -> None:
    target = emptied(VENDOR / "pretendard-gov")
    dist = modules / "pretendard-gov" / "dist"
    variable = dist / "web" / "variable"
    css = (variable / "pretendardvariable-gov-dynamic-subset.css").read_text()
    css = css.replace(*WEB_FONT_FAMILY).replace("./woff2-dynamic-subset/", "woff2/")
    shutil.copytree(variable / "woff2-dynamic-subset", target / "woff2")
    shutil.copy(dist / "LICENSE.txt", target / "LICENSE.txt")
    minify(css, modules, target / "pretendard-gov.min.css")

    PDF_FONTS.mkdir(parents=True, exist_ok=True)
    for weight in PDF_WEIGHTS:
        shutil.copy(dist / "public" / "static" / f"PretendardGOV-{weight}.otf", PDF_FONTS)
    shutil.copy(dist / "LICENSE.txt", PDF_FONTS / "LICENSE.txt")


def build_scripts(modules: Path) -> None:
    target = emptied(VENDOR / "htmx")
    # The source-map comment would make the static-files storage look for a file we do not ship.
    script = (modules / "htmx.org" / "dist" / "htmx.min.js").read_text()
    (target / "htmx.min.js").write_text(re.sub(r"\n?//# sourceMappingURL=.*", "", script) + "\n")
    shutil.copy(modules / "htmx.org" / "LICENSE", target / "LICENSE.txt")

    TEST_VENDOR.mkdir(parents=True, exist_ok=True)
    shutil.copy(modules / "axe-core" / "axe.min.js", TEST_VENDOR / "axe.min.js")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        modules = install(Path(folder))
        build_krds(modules)
        build_fonts(modules)
        build_scripts(modules)
    versions = {"packages": PACKAGES, "built with": BUILD_TOOLS, "KRDS parts": list(KRDS_PARTS)}
    (VENDOR / "VERSIONS.json").write_text(json.dumps(versions, indent=2, ensure_ascii=False) + "\n")
    size = sum(path.stat().st_size for path in VENDOR.rglob("*") if path.is_file())
    print(f"static/vendor rebuilt: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
