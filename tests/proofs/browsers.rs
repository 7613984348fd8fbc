//! Two people in Chromium, and all that can happen to them: in the end both pages are what a fresh load shows.

use serde_json::{Value, json};

use tempfile::TempDir;

use super::{
    report::{Budget, Fault, Seen, Verdict, ensure},
    stage::program,
};
use crate::support::{
    browser::Browser,
    client::PASSWORD,
    network::Network,
    server::Server,
    visitor::{ROOM, Visitor},
};

/// Messages that are missed by who sleeps: more than are replayed.
const MISSED: u32 = 600;

/// Of each of edits, deletions and reactions.
const CHANGED: usize = 50;

/// Messages that wait for the network.
const WAITING: usize = 20;

/// The rows as the server has them, beside those in the page: what is shown of each, and how.
const FRESH_AND_SHOWN: &str = "(async () => {
    const row = (li) => [li.id, li.dataset.seq, li.dataset.version, li.dataset.authorId, li.dataset.clientId,
        li.classList.contains('message-deleted'), li.classList.contains('continues'),
        li.querySelector('.message-body').innerHTML, Boolean(li.querySelector('.message-edited')),
        [...li.querySelectorAll('.reaction')].map((one) => [one.dataset.emoji, one.dataset.by, one.title, one.innerText])];
    const shown = [...document.querySelectorAll('#messages > li')];
    const url = `/groups/1?after=${shown[0].dataset.seq - 1}&limit=${shown.length}`;
    const answer = await fetch(url, { headers: { 'HX-Request': 'true' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return [[...page.querySelectorAll('#messages > li')].map(row), shown.map(row)];
})()";

pub async fn prove(budget: &Budget) -> Verdict {
    let (mut rounds, mut rows) = (0, 0);
    while rounds == 0 || budget.is_long() && budget.allows(rounds) {
        rows += round().await?;
        rounds += 1;
    }
    Ok(Seen::default().with("rounds", rounds).with("rows compared", rows))
}

async fn round() -> Result<usize, Fault> {
    // The seconds between two heartbeats of an idle socket: a page that slept notices by them.
    let environment = [
        ("MESSAGES_PER_10S", "1000000"),
        ("REVISIONS_PER_10S", "1000000"),
        ("HEARTBEAT", "2"),
    ];
    let dir = TempDir::new().expect("a temporary folder can be made");
    let mut server = Server::start_program(program(), dir, &environment).await;
    let ways = [
        Network::to(&server.url("")).await,
        Network::to(&server.url("")).await,
    ];
    let cy = Visitor::join(&server, "cy").await;
    cy.say_numbers(1, 120).await;
    let (ada, bo) = tokio::join!(join(&ways[0], "ada"), join(&ways[1], "bo"));

    // One reads further up, where older messages are fetched, and stays there.
    ada.eval("void timeline.scrollTo(0, 200)").await;
    until(&ada, "document.querySelectorAll('#messages > li').length === 100").await;
    ada.eval("void timeline.scrollBy(0, 800)").await;
    let place = ada.eval(IN_VIEW).await;

    // The server is killed while both write, and comes back.
    server.kill();
    for (page, name) in [(&ada, "ada"), (&bo, "bo")] {
        for number in 0..3 {
            say(page, &format!("{name} while it was dead {number}")).await;
        }
    }
    server.restart().await;
    for page in [&ada, &bo] {
        sent(page).await;
    }

    // The network is cut under one, with messages in the outbox.
    bo.eval("void timeline.scrollTo(0, timeline.scrollHeight)").await;
    ways[1].cut();
    state(&bo, "offline").await;
    for number in 0..WAITING {
        say(&bo, &format!("bo without a network {number}")).await;
    }
    ways[1].mend();
    sent(&bo).await;
    in_order(&cy, "bo without a network").await?;

    // One computer sleeps: nothing runs in its page, and nothing reaches it.
    ada.eval("void timeline.scrollTo(0, 200)").await;
    bo.cdp("Page.setWebLifecycleState", json!({ "state": "frozen" }))
        .await;
    ways[1].cut();
    let mut ids = Vec::new();
    for number in 0..MISSED {
        ids.push(cy.say(&format!("While bo sleeps {number}")).await);
    }
    let (edited, rest) = ids.split_at(CHANGED);
    for id in edited {
        cy.does(*id, "edit", &[("body", &format!("Edited **{id}**"))])
            .await;
    }
    for id in &rest[rest.len() - CHANGED..] {
        cy.does(*id, "delete", &[]).await;
    }
    for id in &rest[rest.len() - 2 * CHANGED..rest.len() - CHANGED] {
        cy.does(*id, "reactions", &[("emoji", "🎉")]).await;
    }
    ways[1].mend();
    bo.cdp("Page.setWebLifecycleState", json!({ "state": "active" }))
        .await;
    cy.say("Good morning").await;

    // Who was at the end is there again; who reads further up is where they were, with what has changed.
    until(&bo, LAST_IS_NEWEST).await;
    let mut rows = 0;
    for page in [&ada, &bo] {
        state(page, "online").await;
        rows += equal(page).await?;
    }
    ada.eval("void document.getElementById('jump').click()").await;
    until(&ada, LAST_IS_NEWEST).await;
    for page in [&ada, &bo] {
        rows += equal(page).await?;
    }
    ensure(place != Value::Null, || "nothing was in view".to_owned())?;
    Ok(rows)
}

/// The row at the top of what is in view, and where it stands.
const IN_VIEW: &str = "[...document.querySelectorAll('#messages > li')].map(li => [li.id, \
     Math.round(li.getBoundingClientRect().top)]).find(([, top]) => top > 100)";

const LAST_IS_NEWEST: &str =
    "document.querySelector('#messages > li:last-child .message-body').innerText === 'Good morning'";

async fn join(way: &Network, name: &str) -> Browser {
    let page = Browser::start().await;
    page.goto(&way.url("/register")).await;
    page.fill("#username", name).await;
    page.fill("#password", PASSWORD).await;
    page.click(".account-form button[type=submit]").await;
    page.find("#composer").await;
    state(&page, "online").await;
    page
}

async fn say(page: &Browser, text: &str) {
    page.fill("#composer-body", text).await;
    page.press_enter("#composer-body").await;
}

async fn sent(page: &Browser) {
    until(page, "!document.querySelector('#outbox > li')").await;
}

async fn state(page: &Browser, state: &str) {
    page.find(&format!("#connection[data-state={state}]")).await;
}

async fn until(page: &Browser, expression: &str) {
    let holds = async || page.eval(expression).await == true;
    page.wait_until(expression, holds).await;
}

/// What begins so stands in the room in the order in which it was written, each once.
async fn in_order(reader: &Visitor, text: &str) -> Result<(), Fault> {
    let page = String::from_utf8_lossy(&reader.get(&format!("{ROOM}?latest=1")).await).into_owned();
    let found: Vec<usize> = page
        .split(&format!("{text} "))
        .skip(1)
        .filter_map(|rest| rest.split('<').next()?.parse().ok())
        .collect();
    ensure(found == (0..WAITING).collect::<Vec<_>>(), || {
        format!("“{text}” is there as {found:?}")
    })
}

/// Waits until the page is quiet, and compares it with what the server has.
async fn equal(page: &Browser) -> Result<usize, Fault> {
    let mut both = page.eval(FRESH_AND_SHOWN).await;
    for _ in 0..400 {
        if both[0] == both[1] {
            break;
        }
        both = page.eval(FRESH_AND_SHOWN).await;
    }
    ensure(both[0] == both[1], || {
        let rows = both[0]
            .as_array()
            .into_iter()
            .flatten()
            .zip(both[1].as_array().into_iter().flatten());
        let differs: Vec<_> = rows.filter(|(fresh, shown)| fresh != shown).take(3).collect();
        format!("a page is not what a fresh load shows: {differs:?}")
    })?;
    Ok(both[1].as_array().map_or(0, Vec::len))
}
