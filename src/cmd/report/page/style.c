/* SPDX-License-Identifier: Apache-2.0 */
/* style: the style sheet of the page; it loads no other resource. */
#include "cmd/report/page/page.h"

const char *const page_style[] = {
    ":root{color-scheme:light dark;--paper:#fafaf8;--panel:#fff;--ink:#1b1f24;"
    "--soft:#565e69;--line:#dfe1e4;--mark:#eef1f5;--link:#1d54a8;--denied:#b42318;"
    "--warned:#855300;--excused:#5a48a3;--fine:#1a6a3c;--unread:#8a1a5b}\n",
    "@media(prefers-color-scheme:dark){:root{--paper:#121418;--panel:#1a1d22;"
    "--ink:#e7e9ec;--soft:#a3abb6;--line:#30353d;--mark:#232830;--link:#8db8ff;"
    "--denied:#ff8a80;--warned:#f0b95b;--excused:#b9a8ff;--fine:#7fd6a0;"
    "--unread:#ff9ad1}}\n",
    "*{box-sizing:border-box}\n",
    "html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}\n",
    "body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 "
    "system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",sans-serif;"
    "overflow-wrap:anywhere}\n",
    "a{color:var(--link);text-underline-offset:.15em}\n",
    ":focus-visible{outline:3px solid var(--link);outline-offset:2px;"
    "border-radius:3px}\n",
    ".skip{position:absolute;left:-100vw}\n",
    ".skip:focus{left:1rem;top:1rem;background:var(--panel);padding:.5rem 1rem;"
    "z-index:2}\n",
    "header,nav,main,footer{max-width:80rem;margin-inline:auto;"
    "padding-inline:1.25rem}\n",
    "header{padding-top:2.5rem;padding-bottom:1rem}\n",
    ".kicker{margin:0;color:var(--soft);font-size:.875rem;letter-spacing:.02em}\n",
    "h1{margin:.15rem 0 .35rem;font-size:clamp(1.75rem,4vw,2.5rem);"
    "line-height:1.15;letter-spacing:-.02em;font-weight:650}\n",
    ".overview{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0;"
    "color:var(--soft);font-size:.9375rem}\n",
    ".overview div{display:flex;gap:.4rem}\n",
    ".overview dt::after{content:\":\"}\n",
    ".overview dd{margin:0;color:var(--ink)}\n",
    "nav{padding-block:.75rem}\n",
    "nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:0;padding:0;"
    "list-style:none;font-size:.9375rem}\n",
    "nav li{white-space:nowrap}\n",
    "nav b{font-weight:500;color:var(--soft);font-variant-numeric:tabular-nums}\n",
    "section{padding-block:1.75rem;border-top:1px solid var(--line)}\n",
    "h2{margin:0 0 .25rem;font-size:1.375rem;line-height:1.25;"
    "letter-spacing:-.01em;font-weight:650}\n",
    "h3{margin:1.75rem 0 .35rem;font-size:1.0625rem;line-height:1.35;"
    "font-weight:650}\n",
    "h3 code{font-size:1em;font-weight:650}\n",
    "h3 span,h2 span{font-weight:400;color:var(--soft);font-size:.9375rem;"
    "letter-spacing:0;margin-left:.1rem}\n",
    "p{margin:.35rem 0;max-width:70ch}\n",
    ".lead,.none{color:var(--soft)}\n",
    "small{color:var(--soft);font-size:.8125rem}\n",
    "code{font:.9em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans "
    "Mono\",monospace}\n",
    ".numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.25rem,"
    "1fr));gap:.75rem;margin:1.25rem 0;padding:0}\n",
    ".numbers div{display:flex;flex-direction:column-reverse;"
    "justify-content:flex-end;background:var(--panel);border:1px solid var(--line);"
    "border-radius:8px;padding:.8rem 1rem;border-top:3px solid var(--c,"
    "var(--soft))}\n",
    ".numbers dt{font-size:.9375rem;color:var(--soft)}\n",
    ".numbers dd{margin:0;font-size:2.125rem;line-height:1.1;font-weight:600;"
    "letter-spacing:-.02em;font-variant-numeric:tabular-nums}\n",
    ".denied{--c:var(--denied)}.warned{--c:var(--warned)}.excused{"
    "--c:var(--excused)}.fine{--c:var(--fine)}.unread{--c:var(--unread)}.stuck{"
    "--c:var(--denied)}\n",
    ".scroll b[class],.fold "
    "b[class]{color:var(--c);font-weight:600;white-space:nowrap}\n",
    ".scroll b[class]::before,.fold "
    "b[class]::before{content:\"\";display:inline-block;width:.55em;height:.55em;"
    "margin-right:.4em;border-radius:50%;background:var(--c)}\n",
    ".bar{display:block;width:100%;height:.75rem;border-radius:4px;overflow:hidden}"
    "\n",
    ".bar .denied,.bar .warned,.bar .excused,.bar .fine{fill:var(--c)}\n",
    ".scroll{overflow-x:auto;margin:.6rem 0;background:var(--panel);border:1px "
    "solid var(--line);border-radius:8px}\n",
    "table{border-collapse:collapse;width:100%;overflow-wrap:break-word;font-size:."
    "9375rem}\n",
    "caption{text-align:left;padding:.6rem .9rem .35rem;color:var(--soft);"
    "font-size:.875rem}\n",
    "th,td{text-align:left;vertical-align:top;padding:.45rem .9rem;border-top:1px "
    "solid var(--line)}\n",
    "thead th{border-top:0;border-bottom:1px solid var(--line);font-size:.8125rem;"
    "font-weight:600;color:var(--soft);white-space:nowrap}\n",
    "tbody tr:first-child>*{border-top:0}\n",
    "th[scope=row]{font-weight:400;min-width:9rem}\n",
    "td{min-width:4.5rem}\n",
    ".wide{min-width:15rem}\n",
    ".n{font-variant-numeric:tabular-nums;white-space:nowrap}\n",
    "details{margin:.4rem 0}\n",
    "summary{cursor:pointer;color:var(--link);font-size:.9375rem;padding:.1rem 0}\n",
    ".fold{background:var(--panel);border:1px solid var(--line);border-radius:8px;"
    "margin:.5rem 0;padding:.35rem 1rem}\n",
    ".fold>summary{color:var(--ink);padding:.35rem 0}\n",
    ".fold>summary h3{display:inline;margin:0}\n",
    ".plain{list-style:none;margin:0;padding:0}\n",
    ".tree{padding:.75rem 1rem;font-size:.9375rem}\n",
    ".tree ul{list-style:none;margin:0;padding-left:1.1rem;border-left:1px solid "
    "var(--line)}\n",
    ".tree>ul{padding-left:0;border-left:0}\n",
    ".tree li{margin:.2rem 0;min-width:12rem}\n",
    ".tree .names{border-left-style:dotted;font-size:.9375rem}\n",
    "figure{margin:0}\n",
    "figcaption{padding:.6rem .9rem .35rem;color:var(--soft);font-size:.875rem}\n",
    ".picture text{font:13px system-ui,sans-serif;fill:var(--ink)}\n",
    ".picture .who{fill:var(--soft)}\n",
    ".picture path{fill:none;stroke:var(--line);stroke-width:1.5}\n",
    ".picture circle{fill:var(--link)}.picture .unused{fill:var(--panel);"
    "stroke:var(--link);stroke-width:1.5}\n",
    ".text{margin:.5rem 0;font:.8125rem/1.6 ui-monospace,SFMono-Regular,Menlo,"
    "Consolas,\"DejaVu Sans Mono\",monospace}\n",
    ".text div{white-space:pre-wrap;padding-left:6ch;text-indent:-6ch}\n",
    "footer{padding-block:1.5rem 3rem;color:var(--soft);font-size:.875rem}\n",
    "@media(max-width:40rem){"
    "th,td{padding-inline:.65rem}header,nav,main,footer{"
    "padding-inline:1rem}}\n",
    "@media(min-width:84rem){body{display:grid;max-width:100rem;margin-inline:auto;"
    "grid-template:\"top top\" auto \"nav main\" 1fr \"nav foot\" auto/13rem "
    "minmax(0,1fr);column-gap:2rem;padding-inline:1.5rem}header{grid-area:top;"
    "width:100%;max-width:none;margin:0}nav{grid-area:nav;margin:0;"
    "padding-top:1.75rem}nav ul{position:sticky;"
    "top:1.5rem;flex-direction:column;gap:.4rem}nav li{display:flex}nav a{flex:1}"
    "main{grid-area:main;width:100%;max-width:none;margin:0}footer{grid-area:foot;"
    "width:100%;margin:0}}\n",
    "@media print{:root{--paper:#fff;--panel:#fff;--ink:#000;--soft:#444;"
    "--line:#bbb;--link:#000}nav,.skip{display:none}body{display:block;"
    "font-size:10pt}header,main,footer{padding-inline:0;max-width:none}.scroll{"
    "overflow:visible}details::details-content{content-visibility:visible;"
    "display:block;height:auto}h2,h3,caption{break-after:avoid}tr,li{"
    "break-inside:avoid}.numbers div{padding:.4rem .6rem}.numbers dd{"
    "font-size:1.4rem}}\n",
    NULL,
};
