//! By keyboard alone, and with a screen reader.

use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{
    Visitor, assert_quiet, count, join, online, phone, press, register, reload, say, shows_last, until,
};
use crate::support::{
    browser::{Browser, Options},
    server::Server,
};

async fn press_tab(page: &Browser) -> Value {
    press(page, "Tab").await;
    page.eval("document.activeElement.id || document.activeElement.className")
        .await
}

#[tokio::test]
async fn the_composer_is_reached_by_tab() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say("Hello").await;
    let ada = join(&server, "ada").await;
    shows_last(&ada, "Hello").await;
    // As if the page had just been opened by somebody who has not moved yet.
    ada.eval("void (document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex'))")
        .await;

    assert_eq!(press_tab(&ada).await, "skip-link");
    let mut passed = Vec::new();
    while passed.last().is_none_or(|id| *id != "composer-body") && passed.len() < 20 {
        passed.push(press_tab(&ada).await);
    }
    // Whoever tabs on passes the groups, the timeline and the message on the way.
    let place = |name: &str| passed.iter().position(|id| id == name);
    assert!(place("group-link") < place("message-row"), "{passed:?}");
    assert!(place("message-row") < place("message-time"), "{passed:?}");
    assert!(place("message-time") < place("composer-body"), "{passed:?}");
    ada.press(&Key::Tab).await;
    until(&ada, "document.activeElement.matches('.composer-attach input')").await;
    assert_eq!(press_tab(&ada).await, "btn btn-primary composer-send");

    // The link at the very beginning leads there at once.
    ada.find(".skip-link")
        .await
        .send_keys(&char::from(Key::Enter).to_string())
        .await
        .expect("a link");
    until(&ada, "document.activeElement.id === 'composer-body'").await;
}

#[tokio::test]
async fn panels_open_by_keyboard_on_a_phone_without_scripts() {
    let server = Server::start().await;
    let ada = Browser::start_with(Options {
        javascript: false,
        ..phone()
    })
    .await;
    register(&ada, &server.url(""), "ada").await;
    for (button, panel) in [(".open-sidebar", "#sidebar"), (".open-people", "#people-panel")] {
        assert_eq!(count(&ada, &format!("{panel}:popover-open")).await, 0);
        ada.press_enter(button).await;
        ada.wait_for(&format!("{panel}:popover-open")).await;
        ada.press_enter(&format!("{panel} .panel-close")).await;
        until(&ada, &format!("!document.querySelector('{panel}:popover-open')")).await;
        assert_eq!(
            ada.eval(&format!("document.activeElement.matches('{button}')"))
                .await,
            true,
            "the focus goes back to where it was"
        );
    }
    assert_eq!(
        ada.eval("document.documentElement.scrollWidth <= innerWidth")
            .await,
        true
    );
}

#[tokio::test]
async fn messages_of_others_are_read_out_in_one_short_line() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let ada = join(&server, "ada").await;
    let announcer = "document.getElementById('announcer').textContent";
    assert_eq!(
        ada.eval("document.getElementById('messages').closest('[aria-live]')")
            .await,
        Value::Null
    );
    assert_eq!(
        ada.eval("document.getElementById('announcer').ariaLive").await,
        "polite"
    );

    say(&ada, "My own").await;
    shows_last(&ada, "My own").await;
    assert_eq!(ada.eval(announcer).await, "");
    bo.say("Two\n\n**lines** for $& you").await;
    until(&ada, &format!("{announcer} === 'bo: Two lines for $& you'")).await;
    bo.say(&"long ".repeat(100)).await;
    until(&ada, &format!("{announcer}.startsWith('bo: long long')")).await;
    assert_eq!(ada.eval(&format!("{announcer}.length <= 130")).await, true);
    assert_eq!(count(&ada, "#announcer > p").await, 1);

    // Many at once are one line.
    ada.eval(
        "void document.dispatchEvent(new CustomEvent('banter:news', { detail: Array(5).fill(document.querySelector('#messages > li:last-child')) }))",
    )
    .await;
    until(
        &ada,
        &format!("{announcer}.startsWith('5 new messages, the last one from bo: long long')"),
    )
    .await;
    assert_eq!(count(&ada, "#announcer > p").await, 1);

    // What another page could not send is said at once here, too.
    ada.eval(
        "void (key => {
            localStorage.setItem(key, JSON.stringify({ client_id: '0', group_id: '1', body: 'lost', files: [], at: Date.now(), failed: 'Too long' }));
            dispatchEvent(new StorageEvent('storage', { key }));
        })(`banter.outbox.${document.body.dataset.userId}.0`)",
    )
    .await;
    until(
        &ada,
        "document.querySelector('#alarm[role=alert]').textContent === 'Not sent: Too long'",
    )
    .await;
}

#[tokio::test]
async fn the_focus_survives_the_replacement_of_its_row() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say("See https://a.example and https://b.example").await;
    let ada = join(&server, "ada").await;
    shows_last(&ada, "See https://a.example and https://b.example").await;
    for (version, focused) in [(2, "#messages p a:last-of-type"), (3, "#messages .message-row")] {
        ada.eval(&format!("void document.querySelector('{focused}').focus()"))
            .await;
        // As it comes in a frame.
        ada.eval(&format!(
            "(async () => {{
                const li = document.querySelector('#messages > li').cloneNode(true);
                li.dataset.version = {version};
                li.querySelector('p').firstChild.textContent = 'Saw {version} ';
                li.querySelectorAll('[tabindex], .message-row').forEach(part => part.removeAttribute('tabindex'));
                li.querySelector('.actions')?.remove();
                const text = `<hx-partial hx-target=\"#messages\" hx-swap=\"upsert key:data-seq\">${{li.outerHTML}}</hx-partial>`;
                await htmx.swap({{ sourceElement: document.body, target: '#messages', swap: 'none', text }});
            }})()"
        ))
        .await;
        let text = format!("Saw {version} https://a.example and https://b.example");
        shows_last(&ada, &text).await;
        until(
            &ada,
            &format!("document.activeElement.matches('{focused}') && document.activeElement.isConnected"),
        )
        .await;
    }
    // And with what can be done with it, also when two frames come at once.
    ada.wait_for("#messages .actions").await;
    ada.eval("void document.querySelector('.actions [data-act=reply]').focus()")
        .await;
    ada.eval(
        "(async () => {
            const swap = (version) => {
                const li = document.querySelector('#messages > li').cloneNode(true);
                li.dataset.version = version;
                li.querySelector('.actions')?.remove();
                const text = `<hx-partial hx-target=\"#messages\" hx-swap=\"upsert key:data-seq\">${li.outerHTML}</hx-partial>`;
                return htmx.swap({ sourceElement: document.body, target: '#messages', swap: 'none', text });
            };
            await Promise.all([swap(4), swap(5)]);
        })()",
    )
    .await;
    until(
        &ada,
        "document.activeElement.matches('[data-version=\"5\"] > .actions [data-act=reply]')",
    )
    .await;
    // So it is with the list of who is here.
    ada.eval("void document.querySelector('#people .person').focus()")
        .await;
    ada.eval(
        "(async () => {
            const { innerHTML } = document.getElementById('people');
            const text = `<hx-partial hx-target=\"#people\" hx-swap=\"innerHTML\">${innerHTML}</hx-partial>`;
            const swap = () => htmx.swap({ sourceElement: document.body, target: '#people', swap: 'none', text });
            await Promise.all([swap(), swap()]);
        })()",
    )
    .await;
    until(&ada, "document.activeElement.matches('#people .person')").await;
}

#[tokio::test]
async fn what_one_can_do_with_a_message_is_one_stop_of_tab() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    say(&ada, "Hello").await;
    shows_last(&ada, "Hello").await;
    ada.eval("void document.querySelector('#messages .message-time').focus()")
        .await;
    ada.wait_for("#messages .actions").await;
    let at = "document.activeElement.dataset.emoji ?? document.activeElement.dataset.act ?? document.activeElement.id";
    let press = async |key: &str| {
        press(&ada, key).await;
        ada.eval(at).await
    };
    press_tab(&ada).await;
    assert_eq!(ada.eval(at).await, "👍");
    assert_eq!(press("ArrowRight").await, "❤️");
    assert_eq!(press("ArrowLeft").await, "👍");
    assert_eq!(press("ArrowLeft").await, "more", "it goes round");
    assert_eq!(press("Home").await, "👍");
    assert_eq!(press("End").await, "more");
    // What unfolds belongs to it, and folds by itself.
    ada.eval("void document.activeElement.click()").await;
    assert_eq!(press("ArrowDown").await, "forward");
    assert_eq!(press("End").await, "copy");
    assert_eq!(press("Escape").await, "more");
    assert_eq!(count(&ada, ".actions-more:not([hidden])").await, 0);
    // One stop, wherever it is; the next leads on.
    assert_eq!(count(&ada, ".actions [tabindex='0']").await, 1);
    press_tab(&ada).await;
    assert_eq!(
        ada.eval("document.activeElement.closest('.actions')").await,
        Value::Null
    );
    assert_eq!(
        ada.eval("document.activeElement.closest('#messages')").await,
        Value::Null
    );
}

#[tokio::test]
async fn one_walks_through_the_messages_and_back_to_where_one_writes() {
    let server = Server::start().await;
    let ada = Visitor::join(&server, "ada").await;
    ada.say_numbers(1, 3).await;
    let page = join(&server, "bo").await;
    say(&page, "Mine").await;
    shows_last(&page, "Mine").await;
    let press = async |key: &str| press(&page, key).await;
    let at = async |what: &str| {
        let place = "document.activeElement.matches('.message-row') ? document.activeElement.querySelector('.message-body').innerText.trim() \
             : document.activeElement.dataset.act ?? document.activeElement.dataset.emoji ?? document.activeElement.id";
        until(&page, &format!("({place}) === {}", Value::from(what))).await;
    };

    // Back from where one writes is the newest message: one stop for all of them.
    page.eval("document.getElementById('composer-body').focus()")
        .await;
    assert_eq!(count(&page, "#messages [tabindex='0']").await, 1);
    assert_eq!(
        count(&page, "#messages :is(a, button):not([tabindex='-1'])").await,
        0
    );
    page.eval("document.querySelector('#messages [tabindex=\"0\"]').focus()")
        .await;
    at("Mine").await;
    press("ArrowUp").await;
    at("Message 3").await;
    press("k").await;
    at("Message 2").await;
    press("j").await;
    at("Message 3").await;
    press("Home").await;
    at("Message 1").await;
    press("ArrowUp").await;
    at("Message 1").await;
    press("End").await;
    at("Mine").await;
    // What is in it is reached by Tab while one is there, and only that.
    assert_eq!(
        page.eval("[...document.querySelectorAll('#messages :is(a, .action):not([tabindex=\"-1\"])')].every(part => part.closest('li') === \
             document.activeElement.closest('li'))")
            .await,
        true
    );
    // It says who wrote it, when and what.
    let named = "['aria-labelledby', 'aria-describedby'].map(name => document.activeElement.getAttribute(name).split(' ')\
         .map(id => document.getElementById(id).textContent.trim()).join(' ')).join(' ')";
    let name = page.eval(named).await;
    let name = name.as_str().expect("a name");
    assert!(name.starts_with("bo ") && name.ends_with(" Mine"), "{name}");

    // Enter leads to what can be done, Escape to where one writes.
    press("Enter").await;
    at("👍").await;
    press("Escape").await;
    at("composer-body").await;
    // Letters do something with the message.
    page.eval("document.querySelector('#messages [tabindex=\"0\"]').focus()")
        .await;
    at("Mine").await;
    page.wait_for("#messages .actions").await;
    press("e").await;
    page.wait_for("#editing:not([hidden])").await;
    at("composer-body").await;
    page.press(&Key::Escape).await;
    until(&page, "document.getElementById('editing').hidden").await;
    // Escape at the message does the same as at its tools.
    page.eval("document.querySelector('#messages [tabindex=\"0\"]').focus()")
        .await;
    at("Mine").await;
    press("Escape").await;
    at("composer-body").await;

    // The list of all of it opens by `?`, not while one writes, and turns single characters off.
    press("?").await;
    until(&page, "document.getElementById('composer-body').value === '?'").await;
    assert_eq!(count(&page, "dialog[open]").await, 0);
    page.fill("#composer-body", "").await;
    page.eval("document.querySelector('#messages [tabindex=\"0\"]').focus()")
        .await;
    press("?").await;
    page.wait_for("dialog.sheet[open] #single-keys").await;
    page.click("#single-keys input").await;
    page.press(&Key::Escape).await;
    until(&page, "!document.querySelector('dialog[open]')").await;
    at("Mine").await;
    press("k").await;
    press("?").await;
    press("ArrowUp").await;
    at("Message 3").await;
    assert_eq!(count(&page, "dialog[open]").await, 0);

    // Turned off they stay so. With Ctrl the list opens all the same, also while one writes, and over nothing else.
    reload(&page).await;
    page.eval("document.querySelector('#messages [tabindex=\"0\"]').focus()")
        .await;
    press("k").await;
    press("?").await;
    at("Mine").await;
    assert_eq!(count(&page, "dialog[open]").await, 0);
    page.eval("document.getElementById('composer-body').focus()")
        .await;
    press("Control+/").await;
    page.wait_for("dialog.sheet[open] #single-keys").await;
    press("Control+k").await;
    press("Control+/").await;
    assert_eq!(count(&page, "dialog[open]").await, 1);
    press("Escape").await;
    until(&page, "!document.querySelector('dialog[open]')").await;
    at("composer-body").await;
}

#[tokio::test]
async fn the_arrow_keys_read_what_is_long_and_leave_to_the_browser_what_is_not_theirs() {
    let server = Server::start().await;
    let ada = Visitor::join(&server, "ada").await;
    ada.say("Before").await;
    ada.say(&"long\n\n".repeat(100)).await;
    ada.say(&format!("```\n{}\n```", "wide ".repeat(100))).await;
    let page = join(&server, "bo").await;
    until(&page, "document.querySelectorAll('#messages > li').length === 3").await;
    // What has to be scrolled to be read is reached by Tab.
    until(&page, "document.querySelector('#messages pre').tabIndex === 0").await;
    let row = |n: u32| format!("#messages > li:nth-child({n}) .message-row");
    let at = async |n: u32| until(&page, &format!("document.activeElement.matches('{}')", row(n))).await;
    let focus = async |n: u32| {
        page.eval(&format!("void document.querySelector('{}').focus()", row(n)))
            .await
    };
    focus(3).await;
    let top = "document.querySelector('#messages > li:nth-child(2)').getBoundingClientRect().top - timeline.getBoundingClientRect().top";
    for other in ["Control+ArrowUp", "Alt+ArrowUp"] {
        press(&page, other).await;
        at(3).await;
    }
    press(&page, "ArrowUp").await;
    at(2).await;
    // Its end is in view now, and its beginning comes before the message before it.
    assert_eq!(page.eval(&format!("{top} < -100")).await, true);
    press(&page, "ArrowUp").await;
    at(2).await;
    page.wait_until("it is read to its beginning", async || {
        press(&page, "ArrowUp").await;
        page.eval("document.activeElement.innerText.includes('Before')")
            .await
            == true
    })
    .await;
    assert_eq!(page.eval(&format!("{top} >= -1")).await, true);
    // The browser scrolls in its own time.
    focus(3).await;
    press(&page, "Control+Home").await;
    at(3).await;

    // A key for menus opens what can be done, and no menu of the browser.
    page.eval("void addEventListener('contextmenu', (event) => { window.menus = (window.menus ?? 0) + !event.defaultPrevented; })")
        .await;
    for key in ["ContextMenu", "Shift+F10"] {
        focus(1).await;
        press(&page, key).await;
        until(&page, "document.activeElement.dataset.emoji === '👍'").await;
        page.eval(&format!(
            "void document.querySelector('{}').dispatchEvent(new Event('contextmenu', {{ bubbles: true, cancelable: true }}))",
            row(1)
        ))
        .await;
    }
    assert_eq!(page.eval("window.menus").await, 0);
    // A mouse gets the browser's.
    page.eval(&format!(
        "void document.querySelector('{}').dispatchEvent(new Event('contextmenu', {{ bubbles: true, cancelable: true }}))",
        row(1)
    ))
    .await;
    assert_eq!(page.eval("window.menus").await, 1);
}

#[tokio::test]
async fn earlier_messages_come_by_keyboard() {
    let server = Server::start().await;
    let ada = Visitor::join(&server, "ada").await;
    ada.say_numbers(1, 60).await;
    let page = join(&server, "bo").await;
    shows_last(&page, "Message 60").await;
    let first = "document.querySelector('#messages > li .message-body').innerText.trim()";
    until(&page, &format!("{first} === 'Message 11'")).await;
    page.eval("void document.querySelector('#messages .message-row').focus()")
        .await;
    // All that is there is in view: nothing can be scrolled to.
    page.resize(1280, 8000).await;
    until(&page, &format!("{first} === 'Message 1'")).await;
    until(&page, "document.activeElement.innerText.includes('Message 11')").await;
    press(&page, "ArrowUp").await;
    until(&page, "document.activeElement.innerText.includes('Message 10')").await;
}

#[tokio::test]
async fn escape_takes_back_one_thing_at_a_time() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let first = bo.say("Cake at three").await;
    let page = join(&server, "ada").await;
    bo.answer(first, "Which cake?").await;
    page.wait_for("#messages .thread-link").await;
    page.eval("void document.querySelector('#messages .thread-link').focus()")
        .await;
    press(&page, "Enter").await;
    until(&page, "document.activeElement.id === 'thread-body'").await;
    // In the thread: names are offered, while an answer to one of its messages is written.
    page.eval("void document.querySelector('#thread-messages .message-row').focus()")
        .await;
    page.wait_for("#thread-messages .actions").await;
    press(&page, "r").await;
    page.wait_for("#thread .replying:not([hidden])").await;
    until(&page, "document.activeElement.id === 'thread-body'").await;
    page.press("@b").await;
    page.wait_for("#completion").await;
    let open = async |what: &[bool; 3]| {
        until(
            &page,
            &format!(
                "JSON.stringify(['#completion', '#thread .replying:not([hidden])', '#thread:not([hidden])'].map((css) => \
                 document.querySelector(css) !== null)) === '{}'",
                json!(what)
            ),
        )
        .await;
    };
    // What lies over the page closes before all of that.
    press(&page, "Control+k").await;
    page.wait_for("dialog.switcher[open]").await;
    press(&page, "Escape").await;
    until(&page, "!document.querySelector('dialog[open]')").await;
    until(&page, "document.activeElement.id === 'thread-body'").await;
    page.press("o").await;
    page.wait_for("#completion").await;
    for left in [[false, true, true], [false, false, true], [false, false, false]] {
        press(&page, "Escape").await;
        open(&left).await;
    }
    // The focus goes back to what had opened it.
    until(&page, "document.activeElement.matches('.thread-link')").await;

    // So it is where one writes to all.
    page.wait_for("#messages .actions").await;
    press(&page, "r").await;
    page.wait_for("#replying:not([hidden])").await;
    page.press("@b").await;
    page.wait_for("#completion").await;
    press(&page, "Escape").await;
    until(&page, "!document.querySelector('#completion')").await;
    assert_eq!(count(&page, "#replying:not([hidden])").await, 1);
    press(&page, "Escape").await;
    until(&page, "document.getElementById('replying').hidden").await;
}

/// Has the server offer thirty commands.
const MANY: &str = "void (window.fetch = ((real) => async (...request) => {
    const answer = await real(...request);
    if (!String(request[0]).includes('/commands?')) return answer;
    const list = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('completion');
    const [first] = list.children;
    list.replaceChildren(...Array.from({ length: 30 }, (_, number) => {
        const option = first.cloneNode(true);
        option.id = `completion-${number}`;
        option.dataset.name = `command-${number}`;
        return option;
    }));
    return new Response(list.outerHTML);
})(fetch))";

/// Whether all of the list is on the screen, above what is answered, and all of what is marked in it.
const IN_SIGHT: &str = "(([marked, list, answered]) =>
    list.top >= 0 && list.bottom <= answered.top && marked.top >= list.top && marked.bottom <= list.bottom)
    (['[aria-selected=true]', '#completion', '#replying'].map((css) => document.querySelector(css).getBoundingClientRect()))";

#[tokio::test]
async fn all_that_is_offered_is_reached_and_in_sight_on_a_small_screen() {
    let server = Server::start().await;
    let page = join(&server, "ada").await;
    say(&page, "Which one?").await;
    shows_last(&page, "Which one?").await;
    page.eval("void document.querySelector('#messages .message-row').focus()")
        .await;
    page.wait_for("#messages .actions").await;
    press(&page, "r").await;
    page.wait_for("#replying:not([hidden])").await;
    page.eval(MANY).await;
    // A common screen at 200 and at 400 %.
    for (width, height) in [(640, 400), (320, 256)] {
        page.resize(width, height).await;
        page.fill("#composer-body", "/").await;
        for number in 0..30 {
            let marked = format!("document.querySelector('#completion-{number}[aria-selected=true]')");
            until(&page, &format!("{marked} !== null && {IN_SIGHT}")).await;
            press(&page, "ArrowDown").await;
        }
        page.wait_for("#completion-0[aria-selected=true]").await;
        // Some screen readers go to it by the focus. What is typed is for the field nevertheless.
        page.eval("void document.getElementById('completion-7').focus()")
            .await;
        page.wait_for("#completion-7[aria-selected=true]").await;
        press(&page, "h").await;
        until(
            &page,
            "document.activeElement.id === 'composer-body' && document.activeElement.value === '/h'",
        )
        .await;
        page.wait_for("#completion-0[aria-selected=true]").await;
        page.eval("void document.getElementById('completion-29').focus()")
            .await;
        press(&page, "Enter").await;
        until(
            &page,
            "document.activeElement.id === 'composer-body' && document.activeElement.value === '/command-29 '",
        )
        .await;
        // Below many lines there is less room.
        page.fill("#composer-body", "1\n2\n3\n4\n5\n6\n7\n8\n9\n@a").await;
        page.wait_for("#completion").await;
        until(&page, IN_SIGHT).await;
    }
    assert_quiet(&page, false).await;
}

#[tokio::test]
async fn every_page_begins_with_a_way_past_the_groups() {
    let server = Server::start().await;
    let page = join(&server, "ada").await;
    for path in [
        "/people",
        "/search",
        "/settings/profile",
        "/admin/people",
        "/groups",
    ] {
        page.goto(&server.url(path)).await;
        page.eval("void (document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex'))")
            .await;
        assert_eq!(press_tab(&page).await, "skip-link", "{path}");
        press(&page, "Enter").await;
        until(&page, "document.activeElement.id === 'content'").await;
        press(&page, "Tab").await;
        assert_eq!(
            page.eval("document.activeElement.closest('main') !== null").await,
            true,
            "{path}"
        );
        // The list of the keys opens anywhere.
        page.eval("void document.getElementById('content').focus()").await;
        press(&page, "?").await;
        page.wait_for("dialog.sheet[open] #single-keys").await;
    }
}

#[tokio::test]
async fn nothing_moves_for_whoever_prefers_that() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say("Cake at three").await;
    let page = join(&server, "ada").await;
    let moves = "[...document.querySelectorAll('*')].flatMap((part) => ['', '::before', '::after', '::backdrop'].map((pseudo) => {
        const style = getComputedStyle(part, pseudo);
        const lasts = (times) => times.split(', ').some((time) => parseFloat(time) > 0);
        const moves = (style.animationName !== 'none' && lasts(style.animationDuration)) || lasts(style.transitionDuration)
            || style.scrollBehavior === 'smooth';
        return moves ? `${part.tagName}.${part.className}${pseudo}` : '';
    })).filter(Boolean)";
    for (path, motion) in [
        ("/groups/1", true),
        ("/groups/1", false),
        ("/people", false),
        ("/settings/profile", false),
    ] {
        let wish = if motion { "no-preference" } else { "reduce" };
        let features = json!([{ "name": "prefers-reduced-motion", "value": wish }]);
        page.cdp("Emulation.setEmulatedMedia", json!({ "features": features }))
            .await;
        page.goto(&server.url(path)).await;
        if path == "/groups/1" {
            online(&page).await;
            page.eval("document.getElementById('connection').dataset.state = 'connecting'")
                .await;
            page.eval("document.querySelector('#messages .message-row').focus()")
                .await;
            page.wait_for("#messages .actions").await;
        }
        let found = page.eval(moves).await;
        assert_eq!(found != json!([]), motion, "{path}: {found}");
    }
}

#[tokio::test]
async fn one_reads_and_writes_at_200_per_cent() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 30).await;
    let page = join(&server, "ada").await;
    // A window of 1280 by 800 has half of that left.
    page.resize(640, 400).await;
    let in_view = |css: &str| {
        format!(
            "(({{ top, bottom, left, right }}) => top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth)
                (document.querySelector('{css}').getBoundingClientRect())"
        )
    };
    page.goto(&server.url("/groups/1?latest=1")).await;
    online(&page).await;
    say(&page, "Written here").await;
    shows_last(&page, "Written here").await;
    for part in [
        "#messages > li:last-child .message-body",
        "#composer-body",
        ".composer-send",
        ".open-sidebar",
        "[popovertarget=room-menu]",
    ] {
        until(&page, &in_view(part)).await;
    }
    assert_eq!(page.eval("timeline.clientHeight >= 120").await, true);
    // What opens is all to be reached.
    page.click("[popovertarget=room-menu]").await;
    page.wait_for("#room-menu:popover-open").await;
    page.eval("void [...document.querySelectorAll('#room-menu .menu-item')].at(-1).focus()")
        .await;
    until(&page, &in_view("#room-menu .menu-item:focus")).await;
    for path in [
        "/groups/1",
        "/people",
        "/settings/profile",
        "/admin/people",
        "/search?q=x",
    ] {
        page.goto(&server.url(path)).await;
        until(&page, "document.documentElement.scrollWidth <= innerWidth").await;
    }
}
