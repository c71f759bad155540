// The look of the page: light and dark by what the reader's system prefers, boxes in boxes that get
// along with a narrow window.
#include "rules/explain/html.hh"

namespace sendwright::rules::explain {

std::string_view html_style() {
  return R"css(
:root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --nest: #f0f3f7;
  --ink: #1c2430; --soft: #5a6675; --line: #d3dae3; --accent: #1f5fbf; --mark: #fff0b3;
  --mark-ink: #4a3800; --good: #13703b; --good-bg: #dcf3e4; --bad: #a4201c; --bad-bg: #fbe1df;
  --wait: #8a5a00; --wait-bg: #fdeecb; --decide: #1f5fbf; --decide-bg: #e8f0fd; }
@media (prefers-color-scheme: dark) { :root { --page: #12161c; --card: #1a2029; --nest: #212935;
  --ink: #e4e9f0; --soft: #9aa7b8; --line: #36414f; --accent: #7fb0ff; --mark: #5a4a10;
  --mark-ink: #ffe9a6; --good: #7fe0a3; --good-bg: #143623; --bad: #ff9d96; --bad-bg: #451a18;
  --wait: #ffcf70; --wait-bg: #40300c; --decide: #7fb0ff; --decide-bg: #18283f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); line-height: 1.5;
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1.2rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: .4rem 0; }
h2 { font-size: 1.15rem; margin: 0 0 .6rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; overflow-wrap: anywhere; }
a { color: var(--accent); }
code, .ws, .rule, .place, .asked { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas,
  monospace; font-size: .88em; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
nav ol { padding-left: 1.6rem; }
nav li { margin: .25rem 0; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: 1rem 1.1rem; margin: 1.2rem 0; }
.badge { display: inline-block; border-radius: 1rem; padding: 0 .7rem; font-size: .85rem;
  font-weight: 600; vertical-align: middle; font-family: system-ui, sans-serif; }
.delivered, .accepted { color: var(--good); background: var(--good-bg); }
.refused { color: var(--bad); background: var(--bad-bg); }
.deferred, .discarded, .quarantined { color: var(--wait); background: var(--wait-bg); }
.why { border-left: .3rem solid var(--accent); padding: .1rem .9rem; margin: .6rem 0 1rem; }
.why.refused { background: none; color: inherit; border-color: var(--bad); }
.why.delivered, .why.accepted { background: none; color: inherit; border-color: var(--good); }
.why.deferred, .why.discarded, .why.quarantined { background: none; color: inherit;
  border-color: var(--wait); }
.why p { margin: 0; overflow-wrap: anywhere; }
.flow { margin-top: .6rem; }
.ws { display: inline-block; max-width: 100%; border: 1px solid var(--line); background: var(--card);
  border-radius: .4rem; padding: .15rem .6rem; }
.stop { display: block; width: fit-content; margin: 0; }
.arrow { display: block; width: 2px; height: 1rem; margin: .1rem 0 .45rem 1.4rem;
  background: var(--soft); position: relative; }
.arrow::after { content: ""; position: absolute; left: -4px; bottom: -5px; border: 5px solid
  transparent; border-bottom: 0; border-top: 7px solid var(--soft); }
mark { background: var(--mark); color: var(--mark-ink); border-radius: .2rem; padding: 0 .15rem; }
.call { border: 1px solid var(--line); border-radius: .5rem; background: var(--nest);
  padding: .45rem .8rem; max-width: 100%; }
.call .call { background: var(--card); }
.call .call .call { background: var(--nest); }
.call > summary { cursor: pointer; overflow-wrap: anywhere; }
.call > summary b { color: var(--accent); }
.call[open] > summary .brief { display: none; }
.call > .arrow:first-of-type { margin-top: .5rem; }
.step { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .9rem; margin: .7rem 0; }
.step.decides { border-color: var(--decide); background: var(--decide-bg);
  border-radius: 0 .4rem .4rem 0; padding: .4rem .6rem .5rem .9rem; }
.step > div { margin: .2rem 0; }
.tag { font-size: .78rem; font-weight: 600; color: var(--decide); text-transform: uppercase;
  letter-spacing: .04em; }
.place { color: var(--soft); }
.rule { white-space: pre-wrap; }
.rule code { font-size: 1em; }
.takes { display: flex; flex-wrap: wrap; gap: .3rem .5rem; list-style: none; padding: 0; margin: .2rem 0; }
.takes li { border: 1px dashed var(--line); border-radius: .4rem; padding: 0 .5rem; max-width: 100%; }
.asked { border-radius: .4rem; padding: .15rem .6rem; background: var(--page); width: fit-content;
  max-width: 100%; }
.asked.found { background: var(--mark); color: var(--mark-ink); }
.asked.failed { background: var(--wait-bg); color: var(--wait); }
.becomes::before { content: "↓ "; color: var(--soft); }
.idle { color: var(--soft); font-size: .92rem; margin: .4rem 0; }
.idle summary { cursor: pointer; }
.say { color: var(--bad); overflow-wrap: anywhere; }
.legend dt { font-weight: 600; margin-top: .5rem; }
.legend dd { margin: 0 0 0 1rem; }
@media (max-width: 40rem) { main { padding: .6rem .5rem 3rem; } section { padding: .7rem .6rem; }
  .call { padding: .4rem .45rem; } .step { padding-left: .5rem; } .step.decides { padding-left: .5rem; } }
@media print { body { background: #fff; } section { break-inside: avoid-page; } }
)css";
}

}  // namespace sendwright::rules::explain
