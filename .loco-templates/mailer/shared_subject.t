{% set module = name | snake_case -%}
{% set kebab = module | kebab_case -%}
to: assets/i18n/de/mail_{{ module }}.ftl
skip_exists: true
---
## Mail: {{ module }}

mail-{{ kebab }}-subject = Neues von Banter
mail-{{ kebab }}-text = Es gibt etwas Neues für dich.
