// Makes pages quicker to use; all of them work without it. No library, nothing fetched from elsewhere.
"use strict";
(() => {
  const $ = (query, at = document) => at.querySelector(query);
  const drawer = $("#drawer");
  const fetched = async (address) => {
    const url = new URL(address, location.href);
    url.searchParams.set("part", "1");
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    // Led elsewhere, as to the page that asks for a name: that is no part of this page.
    if (answer.redirected) throw new Error(answer.url);
    return new DOMParser().parseFromString(await answer.text(), "text/html").body;
  };
  const put = (target, body) => target.replaceChildren(...body.childNodes);

  // Records and evidence open beside the page. What opens from within the drawer keeps what was there to come back to.
  const past = [];
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "plain";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const drawn = (nodes) => {
    drawer.replaceChildren(...nodes);
    drawer.setAttribute("aria-label", $("h1", drawer)?.textContent ?? "What lies behind it");
  };
  const back = () => {
    const { nodes, link, top } = past.pop();
    drawn(nodes);
    drawer.scrollTop = top;
    link.focus({ preventScroll: true });
  };
  const bar = (address) => {
    const made = document.createElement("p"), whole = document.createElement("a"), close = button("Close", () => drawer.close());
    made.className = "tools beside";
    close.classList.add("close");
    whole.href = address;
    whole.textContent = "whole page";
    made.append(...(past.length ? [button("Back", back)] : []), whole, close);
    return made;
  };
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-drawer]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const body = await fetched(link.href).catch(() => null);
    // What is still worked out looks again by itself as a page of its own.
    if (!body || $("[data-waits]", body)) { location.href = link.href; return; }
    if (drawer.contains(link)) past.push({ nodes: [...drawer.childNodes], link, top: drawer.scrollTop });
    drawn([bar(link.href), ...body.childNodes]);
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
    $(".close", drawer).focus();
  });
  drawer?.addEventListener("close", () => { past.length = 0; drawer.replaceChildren(); });
  // Beside it: a click between two parts of what it shows has it as its target too.
  drawer?.addEventListener("click", (event) => { if (event.target === drawer && event.clientX < drawer.getBoundingClientRect().left) drawer.close(); });

  // Search: / or Ctrl+K, arrows, Enter.
  const q = $("#q"), found = $("#found");
  let asked = 0, timer = 0;
  const hide = () => { if (found) found.hidden = true; };
  q?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++asked;
      if (!q.value.trim()) return hide();
      const body = await fetched("/search?q=" + encodeURIComponent(q.value)).catch(() => null);
      if (!body || mine !== asked) return;
      put(found, body);
      found.hidden = false;
    }, 120);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (q && ((event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)))) {
      event.preventDefault();
      q.focus();
      q.select();
    } else if (event.key === "Escape") {
      hide();
    } else if (found && !found.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest(".find")) {
      event.preventDefault();
      const links = [q, ...found.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      links[(at + links.length) % links.length].focus();
    }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".find")) hide(); });

  // Single keys for what a page offers: data-key names them.
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey || event.repeat || drawer?.open) return;
    const offered = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key.toLowerCase());
    if (offered) { event.preventDefault(); offered.click(); }
  });

  // Choices that take effect at once; doings that ask first.
  document.addEventListener("change", (event) => { if (event.target.matches("select[data-go]")) event.target.form.submit(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-sure]");
    if (button && !confirm(button.dataset.sure)) event.preventDefault();
  });

  // A page that waits looks again by itself.
  const main = $("main[data-refresh]");
  if (main) {
    const again = async () => {
      const answer = await fetch(location.href).catch(() => null);
      const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page && $("main", page);
      if (now) {
        main.replaceChildren(...now.childNodes);
        if (!now.dataset.refresh) { location.reload(); return; }
      }
      setTimeout(again, main.dataset.refresh * 1000);
    };
    setTimeout(again, main.dataset.refresh * 1000);
  }

  // Files dropped anywhere on the page; how far sending has come.
  const drop = $("#drop"), files = $("#files"), sent = $("#sent");
  if (drop) {
    const over = (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.add("over");
    };
    for (const name of ["dragenter", "dragover"]) document.addEventListener(name, over);
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
    document.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      drop.classList.remove("over");
      files.files = event.dataTransfer.files;
      drop.requestSubmit();
    });
    const notSent = (why) => {
      const said = document.createElement("p");
      said.className = "warn";
      said.setAttribute("role", "alert");
      said.textContent = why;
      $("[role=alert]", drop)?.remove();
      sent.hidden = true;
      drop.append(said);
    };
    drop.addEventListener("submit", (event) => {
      event.preventDefault();
      const request = new XMLHttpRequest();
      request.open("POST", drop.action);
      request.upload.addEventListener("progress", (at) => { sent.hidden = false; sent.value = (100 * at.loaded) / at.total; });
      request.addEventListener("load", () => {
        if (request.status < 300) { location.href = request.responseURL; return; }
        const page = $("main", new DOMParser().parseFromString(request.responseText, "text/html"));
        if (page) $("main").replaceChildren(...page.childNodes);
        else notSent(request.responseText);
      });
      request.addEventListener("error", () => notSent("The files did not get through. Look whether closeknit serve still runs, then send them again."));
      request.send(new FormData(drop));
    });
  }

  // Figures: what a mark stands for, under the pointer and by arrow keys.
  const hint = document.createElement("div");
  hint.className = "hint";
  hint.hidden = true;
  hint.setAttribute("role", "status");
  const tell = (mark) => {
    if (!mark) { hint.hidden = true; return; }
    const box = mark.getBoundingClientRect();
    hint.textContent = mark.getAttribute("aria-label");
    hint.hidden = false;
    hint.style.left = Math.min(box.left + box.width / 2 + 10, innerWidth - 240) + "px";
    hint.style.top = Math.max(8, box.top - 30) + "px";
  };
  // A line from top to bottom through the mark that is told, where marks stand at points of a line.
  const cross = document.createElement("div");
  cross.className = "cross";
  cross.hidden = true;
  const at = (mark) => { const box = mark.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; };
  const crossAt = (svg, mark) => {
    cross.hidden = !mark;
    if (!mark) return;
    const box = svg.getBoundingClientRect();
    cross.style.left = at(mark)[0] + "px";
    cross.style.top = box.top + "px";
    cross.style.height = box.height + "px";
  };
  for (const svg of document.querySelectorAll("figure svg:not(.map)")) {
    const marks = [...svg.querySelectorAll("[aria-label][role=graphics-symbol]")].filter((m) => m.getAttribute("aria-roledescription")?.match(/bar|point|rect|circle/));
    const lined = marks.length > 1 && marks.every((m) => m.getAttribute("aria-roledescription") === "point") && svg.querySelector("[aria-roledescription='line mark']");
    const nearest = (event) => marks.reduce((best, one) => {
      const [x, y] = at(one), far = 1000 * Math.abs(x - event.clientX) + Math.abs(y - event.clientY);
      return best && best.far <= far ? best : { one, far };
    }, null)?.one;
    svg.addEventListener("pointermove", (event) => {
      const mark = lined ? nearest(event) : event.target.closest?.("[aria-label][role=graphics-symbol]");
      tell(mark);
      crossAt(svg, lined ? mark : null);
    });
    svg.addEventListener("pointerleave", () => { tell(null); crossAt(svg, null); });
    if (!marks.length) continue;
    let told = -1;
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      told = (told + step + marks.length) % marks.length;
      tell(marks[told]);
      crossAt(svg, lined ? marks[told] : null);
    });
    svg.addEventListener("blur", () => { tell(null); crossAt(svg, null); });
  }
  document.body.append(hint, cross);
})();
