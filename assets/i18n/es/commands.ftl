## Comandos

commands-offer = Comandos
commands-title = Lo que puedes escribir aquí:
commands-as-text = Para enviar un mensaje que empieza con una barra, pon un espacio delante.
commands-close = Cerrar
commands-only-you = Solo lo ves tú
command-unknown = No existe ese comando. Escribe /help para verlos todos, o pon un espacio antes de la barra para enviarlo tal cual.
command-forbidden = No puedes usar este comando aquí.
command-files = Este comando no admite archivos. Quítalos primero.

command-help = muestra los comandos que puedes usar
command-invite = añade personas al grupo
command-invite-usage = @nombre …
command-invite-nobody = Di a quién: /invite @nombre
command-invite-done = Ya están en el grupo.
command-leave = sale del grupo
command-leave-done = Has salido de { $group }.
command-me = dice lo que haces
command-me-usage = saluda
command-me-nothing = Di lo que haces: /me saluda
command-shrug = añade ¯\_(ツ)_/¯
command-shrug-usage = mensaje
command-topic = cambia el tema
command-topic-usage = De qué se trata
command-topic-nothing = Di cuál es el tema: /topic De qué se trata
command-topic-done = El tema ha cambiado.
