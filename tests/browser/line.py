"""The line between a window and the server: whether all that was asked is answered, and a way to make it slow.

It also remembers what was done last in the window, for whoever wonders why a journey failed.
"""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# A widget that was used looks as before until the server begins to answer. So what the window asks and what it hears
# is read from the messages themselves: which fields of their protocol they have, and what a number there is.
_LISTEN = """
() => {
  const line = window.peilLine = { isAnswered: true, held: null, socket: null, happened: [] };
  const note = (what) => {
    line.happened.push(`${Math.round(performance.now())} ${what}`);
    line.happened.splice(0, line.happened.length - 40);
  };
  for (const kind of ['pointerdown', 'click', 'keydown', 'scroll']) {
    window.addEventListener(kind, (event) => {
      const on = event.target instanceof Element ? event.target : document.documentElement;
      const part = on.closest('[data-testid]');
      note(`${kind} ${event.key || ''} on ${part && part.dataset.testid} ${on.textContent.trim().slice(0, 30)}`);
    }, { capture: true, passive: true });
  }
  const fields = (data) => {
    const bytes = new Uint8Array(data);
    const found = new Map();
    let at = 0;
    const number = () => {
      let read = 0, shift = 0;
      for (; ; shift += 7) {
        const byte = bytes[at++];
        read += (byte & 127) * 2 ** shift;
        if (byte < 128) return read;
      }
    };
    while (at < bytes.length) {
      const tag = number();
      const value = number();
      found.set(tag >> 3, value);
      if ((tag & 7) === 2) at += value;
    }
    return found;
  };
  let isRunning = false, isAsked = false;
  window.WebSocket = class extends window.WebSocket {
    constructor(...how) {
      super(...how);
      line.socket = this;
      isRunning = isAsked = false;
      // The first to listen, so that what is held back is heard by nobody else.
      this.addEventListener('message', (message) => {
        if (message.isTrusted) {
          const heard = fields(message.data);
          if (heard.has(NEW_SESSION)) {
            [isRunning, isAsked] = [true, false];
            note('the answer begins');
          }
          if (heard.has(SCRIPT_FINISHED)) {
            // One that was broken off is followed by another.
            isRunning = heard.get(SCRIPT_FINISHED) === FINISHED_EARLY_FOR_RERUN;
            note(isRunning ? 'the answer is begun anew' : 'the answer is complete');
          }
          line.isAnswered = !isRunning && !isAsked;
          if (line.held) {
            line.held.push(message.data);
            message.stopImmediatePropagation();
          }
        }
      });
    }
    send(data) {
      if (fields(data).has(RERUN_SCRIPT)) {
        isAsked = true;
        line.isAnswered = false;
        note('asks');
      }
      super.send(data);
    }
  };
}
"""
_NUMBERS = {
    "RERUN_SCRIPT": BackMsg.DESCRIPTOR.fields_by_name["rerun_script"].number,
    "NEW_SESSION": ForwardMsg.DESCRIPTOR.fields_by_name["new_session"].number,
    "SCRIPT_FINISHED": ForwardMsg.DESCRIPTOR.fields_by_name["script_finished"].number,
    "FINISHED_EARLY_FOR_RERUN": ForwardMsg.FINISHED_EARLY_FOR_RERUN,
}
_RELEASE = """
() => {
  const { held, socket } = window.peilLine;
  window.peilLine.held = null;
  for (const data of held) socket.dispatchEvent(new MessageEvent('message', { data }));
}
"""
_TELL = """
() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const main = document.querySelector('[data-testid="stMain"]');
  const open = [...document.querySelectorAll('[aria-expanded="true"], [role=dialog], [role=listbox]')];
  return [
    location.href, `${window.innerWidth} x ${window.innerHeight}, script: ${app && app.dataset.testScriptState}`,
    `focus: ${document.activeElement && document.activeElement.outerHTML.slice(0, 200)}`,
    ...open.map((one) => `open: ${one.outerHTML.slice(0, 200)}`),
    `shows: ${main && main.innerText.replace(/\\s+/g, ' ').slice(0, 600)}`,
    ...(window.peilLine ? window.peilLine.happened : []),
    `now ${Math.round(performance.now())}`,
  ].join('\\n');
}
"""


def window(browser: Browser, **settings: Any) -> BrowserContext:
    """A window of its own, with nothing remembered, of whose pages is known whether all they asked is answered."""
    made = browser.new_context(**settings)
    numbers = "".join(f"const {name} = {number};" for name, number in _NUMBERS.items())
    made.add_init_script(f"{{{numbers}({_LISTEN})()}}")
    return made


def hold(page: Page) -> None:
    """From now on the page hears nothing; what it says goes on."""
    page.evaluate("window.peilLine.held = []")


def wait_for_answer(page: Page) -> None:
    """Waits until the server has said all that it has to say."""
    page.wait_for_function("() => window.peilLine.isAnswered")


def release(page: Page) -> None:
    """Lets the page hear what was held back, and what comes."""
    page.evaluate(_RELEASE)


def told(page: Page) -> str:
    """Where the page is, what it shows and what happened last in it, for a report."""
    return str(page.evaluate(_TELL))
