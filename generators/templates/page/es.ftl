{=many.kebab=}-title = {=many.title=}
{=many.kebab=}-add = Añadir
{=many.kebab=}-add-title = Nueva entrada
{=many.kebab=}-all = Volver a {=many.title=}
{=many.kebab=}-back = Volver sin guardar
{=many.kebab=}-change = Editar
{=many.kebab=}-change-title = Editar entrada
{=many.kebab=}-delete = Eliminar
{=many.kebab=}-delete-text = Desaparece enseguida para todos y nadie puede recuperarla.
{=many.kebab=}-delete-title = Eliminar entrada
{=many.kebab=}-facts = Datos
{=many.kebab=}-more = Mostrar más
{=many.kebab=}-none-text = Lo que añaden los miembros queda aquí para todo el grupo.
{=many.kebab=}-none-title = Todavía no hay nada
<% if not heading or not heading.required %>
{=many.kebab=}-number = {=one.title=} { $number }
<% endif %>
<% if has_choices %>
{=many.kebab=}-choose = Elegir…
<% endif %>
<% if truths > 2 %>
{=many.kebab=}-no = No
{=many.kebab=}-yes = Sí
<% endif %>
<% if "bytes" in helps %>
{=many.kebab=}-help-bytes = Cifras hexadecimales, dos para cada byte
<% endif %>
<% if "list" in helps %>
{=many.kebab=}-help-list = Uno por línea
<% endif %>
<% if "person" in helps %>
{=many.kebab=}-help-person = Su nombre de usuario
<% endif %>
<% if "row" in helps %>
{=many.kebab=}-help-row = El número al final de su dirección
<% endif %>
{=many.kebab=}-save = Guardar
{=many.kebab=}-start = Volver a lo último
<% for field in fields %>
{=many.kebab=}-field-{=field.kebab=} = {=field.label=}
<% for choice in field.choices %>
{=many.kebab=}-{=field.kebab=}-{=choice.value=} = {=choice.label=}
<% endfor %>
<% endfor %>
