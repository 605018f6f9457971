"""The peer of the letters: the same words through HTML and WeasyPrint, as PDF/A-2a.

Reads one letter a line, as the crate serialises it; the first `warm` ones count for nothing. Prints the milliseconds
of the processor that one of the others took, and the pages of the longest.
"""

import json
import sys
import time
from html import escape
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

STYLE = """
@font-face { font-family: Noto; src: url(FONTS/NotoSans-Regular.ttf) }
@font-face { font-family: Noto; font-weight: bold; src: url(FONTS/NotoSans-Bold.ttf) }
@page { size: A4; margin: 18mm 24mm 26mm;
  @bottom-left { content: string(number); font: 8.5pt Noto; color: #4a5763 }
  @bottom-right { content: "Sivu " counter(page) " (" counter(pages) ")"; font: 8.5pt Noto; color: #4a5763 } }
body { font: 10.5pt/1.38 Noto; color: #16202b; margin: 0 }
h1 { string-set: number attr(data-number) }
.head { display: table; width: 100% } .head > div { display: table-cell; width: 50%; vertical-align: top }
p, ul { margin: .85em 0 } h1, h2, h3 { color: #173f6b; break-after: avoid } h1 { font-size: 19pt; margin: .4em 0 }
h2 { font-size: 13pt; margin: 1.5em 0 .55em } h3 { font-size: 11.5pt; margin: 1.3em 0 .45em }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt }
caption, th { text-align: start; font-weight: bold } td, th { padding: 3pt 6pt; border-bottom: .5pt solid #b9c3cd }
.summary { background: #eef3f8; border-left: 3pt solid #173f6b; padding: 11pt 12pt }
h2:first-child { margin-top: 0 } .signature { break-inside: avoid } .appeal { break-before: page }
"""


def runs(text):
    return "".join(escape(run["text"]) for run in text)


def entries(pairs):
    rows = (f"<tr><th scope=row>{escape(it['label'])}<td>{escape(it['value'])}" for it in pairs)
    return f"<table>{''.join(rows)}</table>"


def table(it):
    header = "".join(f"<th scope=col>{runs(cell)}" for cell in it["header"])
    rows = ("".join(f"<td>{runs(cell)}" for cell in row) for row in it["rows"])
    body = "".join(f"<tr>{row}" for row in rows)
    return f"<table><caption>{escape(it['caption'])}</caption><thead><tr>{header}<tbody>{body}</table>"


def block(it):
    match it["block"]:
        case "paragraph":
            return f"<p>{runs(it['text'])}</p>"
        case "list":
            return "<ul>" + "".join(f"<li>{runs(item)}" for item in it["items"]) + "</ul>"
        case "entries":
            return entries(it["entries"])
        case "table":
            return table(it)


def section(it, level=2):
    inner = "".join(section(below, level + 1) for below in it["sections"])
    return f"<h{level}>{escape(it['heading'])}</h{level}>" + "".join(map(block, it["blocks"])) + inner


def letter(it):
    def lines(given):
        return "<br>".join(map(escape, given))

    head = [
        {"label": "Päivä", "value": it["date"]},
        {"label": "Asianumero", "value": it["case_number"]},
        *it["references"],
    ]
    signatures = "".join(
        f"<p class=signature><b>{escape(one['name'])}</b><br>{escape(one['role'])}</p>" for one in it["signatures"]
    )
    return f"""<!doctype html><html lang={it["language"]["code"]}><title>{escape(it["title"])}</title>
<meta name=author content="{escape(it["sender"]["name"])}"><meta name=dcterms.created content={it["date"]}>
<div class=head><div><b>{escape(it["sender"]["name"])}</b><p>{lines(it["sender"]["lines"])}</p></div>
<div><b>{escape(it["kind"])}</b></div></div><hr>
<div class=head><div><p>{lines(it["receiver"])}</p></div><div>{entries(head)}</div></div>
<h1 data-number="{escape(it["case_number"])}">{escape(it["title"])}</h1>
<div class=summary><h2>Lyhyesti</h2>{"".join(map(block, it["summary"]))}</div>
{"".join(map(section, it["sections"]))}{signatures}
<h2>Liitteet</h2><ul>{"".join(f"<li>{escape(one)}" for one in it["attachments"])}</ul>
<div class=appeal>{section(it["appeal"])}</div></html>"""


def main(fonts, warm):
    configuration = FontConfiguration()
    style = CSS(string=STYLE.replace("FONTS", Path(fonts).as_uri()), font_config=configuration)
    letters = [letter(json.loads(line)) for line in sys.stdin]

    def made(page):
        document = HTML(string=page).render(stylesheets=[style], font_config=configuration)
        document.write_pdf(pdf_variant="pdf/a-2a", pdf_tags=True)
        return len(document.pages)

    for page in letters[:warm]:
        made(page)
    before = time.process_time()
    pages = [made(page) for page in letters[warm:]]
    print((time.process_time() - before) * 1000 / len(pages), max(pages))


main(sys.argv[1], int(sys.argv[2]))
