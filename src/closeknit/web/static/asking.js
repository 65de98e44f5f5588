// The sentence being built: words to go on with under the field, who matches so far, pieces beside it.
"use strict";
(() => {
  const field = document.querySelector("#sentence"), list = document.querySelector("#next"), live = document.querySelector("#live");
  if (!field) return;
  const pieces = () => document.querySelector("#pieces");
  let asked = 0, timer = 0, chosen = -1, offered = [];
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "next" })) field.setAttribute(name, value);

  const choose = (at) => {
    chosen = at;
    [...list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else { field.setAttribute("aria-activedescendant", list.children[at].id); list.children[at].scrollIntoView({ block: "nearest" }); }
  };
  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  };
  const take = (one) => {
    field.value = one.sentence;
    field.focus();
    later();
  };
  const offer = async (mine) => {
    const answer = await fetch("/ask/next.json?q=" + encodeURIComponent(field.value)).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    offered = await answer.json();
    if (mine !== asked) return;
    list.replaceChildren(...offered.map((one, n) => {
      const option = document.createElement("span");
      option.id = "next-" + n;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = one.words;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(one); });
      return option;
    }));
    show(offered.length > 0 && document.activeElement === field);
  };
  // Who matches, and the pieces: from the sentence, or from the pieces that somebody changed.
  const look = async (mine, query, from) => {
    const answer = await fetch("/ask/live?" + query).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const body = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (mine !== asked) return;
    const said = body.querySelector("[data-sentence]"), form = body.querySelector("#pieces");
    live.replaceChildren(...said.childNodes);
    if (from === "pieces" && said.dataset.sentence) field.value = said.dataset.sentence;
    if (form && !pieces().contains(document.activeElement)) pieces().replaceWith(form);
  };
  function later() {
    const mine = ++asked;
    clearTimeout(timer);
    timer = setTimeout(() => { offer(mine); if (field.value.trim()) look(mine, "q=" + encodeURIComponent(field.value), "sentence"); else live.replaceChildren(); }, 180);
  }
  field.addEventListener("input", later);
  field.addEventListener("focus", () => { if (!field.value) later(); });
  field.addEventListener("blur", () => show(false));
  field.addEventListener("keydown", (event) => {
    if (list.hidden) { if (event.key === "ArrowDown") { event.preventDefault(); later(); } return; }
    const many = list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(((event.key === "ArrowDown" ? chosen + 1 : chosen - 1) + many) % many);
    } else if ((event.key === "Enter" && chosen >= 0) || (event.key === "Tab" && !event.shiftKey && chosen >= 0)) {
      event.preventDefault();
      take(offered[chosen]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      show(false);
    }
  });
  document.addEventListener("input", (event) => {
    const form = pieces();
    if (!form?.contains(event.target)) return;
    const mine = ++asked;
    clearTimeout(timer);
    timer = setTimeout(() => look(mine, new URLSearchParams(new FormData(form)), "pieces"), 250);
  });
})();
