{=many.kebab=}-title = {=many.title=}
{=many.kebab=}-add = Hinzufügen
{=many.kebab=}-add-title = Neuer Eintrag
{=many.kebab=}-all = Zurück zu {=many.title=}
{=many.kebab=}-back = Zurück, ohne zu speichern
{=many.kebab=}-change = Bearbeiten
{=many.kebab=}-change-title = Eintrag bearbeiten
{=many.kebab=}-delete = Löschen
{=many.kebab=}-delete-text = Er ist sofort für alle weg, und niemand kann ihn zurückholen.
{=many.kebab=}-delete-title = Eintrag löschen
{=many.kebab=}-facts = Angaben
{=many.kebab=}-more = Mehr anzeigen
{=many.kebab=}-none-text = Was Mitglieder hinzufügen, steht hier für alle in der Gruppe.
{=many.kebab=}-none-title = Noch nichts da
<% if not heading or not heading.required %>
{=many.kebab=}-number = {=one.title=} { $number }
<% endif %>
<% if has_choices %>
{=many.kebab=}-choose = Auswählen …
<% endif %>
<% if truths > 2 %>
{=many.kebab=}-no = Nein
{=many.kebab=}-yes = Ja
<% endif %>
<% if "bytes" in helps %>
{=many.kebab=}-help-bytes = Hexadezimale Ziffern, zwei für jedes Byte
<% endif %>
<% if "list" in helps %>
{=many.kebab=}-help-list = Eines pro Zeile
<% endif %>
<% if "person" in helps %>
{=many.kebab=}-help-person = Benutzername
<% endif %>
<% if "row" in helps %>
{=many.kebab=}-help-row = Die Nummer am Ende der Adresse
<% endif %>
{=many.kebab=}-save = Speichern
{=many.kebab=}-start = Zurück zum Neuesten
<% for field in fields %>
{=many.kebab=}-field-{=field.kebab=} = {=field.label=}
<% for choice in field.choices %>
{=many.kebab=}-{=field.kebab=}-{=choice.value=} = {=choice.label=}
<% endfor %>
<% endfor %>
