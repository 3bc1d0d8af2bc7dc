"""Texts that somebody may type as a name, and that some language of the screen would read as more than letters."""

HOST = "poison.test"
# The word that stands alone on the screen when its signs were read.
WORD = "poison"

# Short, so that a chart writes them whole.
SIGNS = (
    f"![{WORD}](http://{HOST}/a.png)",
    f"[{WORD}](http://{HOST}/)",
    f"[{WORD}](javascript:alert(1))",
    f"<a href='//{HOST}'>{WORD}</a>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    f"<b>{WORD}</b><br> %{{x}}",
    f"<sub>{WORD}</sub> %{{text}}",
    f"www.{HOST} http://{HOST}",
    f"post@{HOST}",
    ":material/home: :smile: :streamlit:",
    f":red[{WORD}] :help[{WORD}]",
    f"::leaf[{WORD}]{{a=b}}",
    f"${WORD}$ and $$x$$",
    "a -- b -> c <- d >= e ~= f",
    "-- b",
    "&lt;b&gt; &amp; &#65; &copy;",
    f"# {WORD}",
    f"1. {WORD}",
    f"- [ ] {WORD}",
    f"> {WORD}",
    "| a | b |",
    "[^1]: note",
    "***",
    "===",
    f"```{WORD}",
    f"    {WORD}",
    f"**{WORD}** _{WORD}_",
    f"~~{WORD}~~ `{WORD}`",
    "\\* backslash \\",
    '"it\'s quoted"',
    "=1+1",
    "@SUM(A1)",
    "before\nafter\r\n\r\nparagraph\u2028line",
    "\u202eturned\u202c \u200fround",
    "w" * 300,
)
# What must look as it always did.
NAMES = ("OCMW Kortrijk", "V-TEX", "Lange Munte (Kortrijk)", "50 % of …", "Économie sociale & co.", "Actie 2: 12:30")
