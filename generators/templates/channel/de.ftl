## {=name.title=}

channel-{=name.kebab=} = {=name.title=}
channel-{=name.kebab=}-say = Der Gruppe etwas mitteilen
channel-{=name.kebab=}-send = Mitteilen
channel-{=name.kebab=}-nothing = Sag, was.
channel-{=name.kebab=}-long = Das ist zu lang: höchstens 200 Zeichen.
<% if durable -%>
line-{=name.kebab=} = { $actor } hat der Gruppe mitgeteilt: { $text }
<% endif -%>
