## {=name.title=}

channel-{=name.kebab=} = {=name.title=}
channel-{=name.kebab=}-say = Tell the group
channel-{=name.kebab=}-send = Tell
channel-{=name.kebab=}-nothing = Say what.
channel-{=name.kebab=}-long = That is too long: 200 characters at most.
<% if durable -%>
line-{=name.kebab=} = { $actor } told the group: { $text }
<% endif -%>
