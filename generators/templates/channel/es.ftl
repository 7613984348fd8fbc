## {=name.title=}

channel-{=name.kebab=} = {=name.title=}
channel-{=name.kebab=}-say = Contar algo al grupo
channel-{=name.kebab=}-send = Contar
channel-{=name.kebab=}-nothing = Di qué.
channel-{=name.kebab=}-long = Es demasiado largo: 200 caracteres como máximo.
<% if durable -%>
line-{=name.kebab=} = { $actor } ha contado al grupo: { $text }
<% endif -%>
