{% set module = name | snake_case -%}
{% set kebab = module | kebab_case -%}
to: assets/i18n/en/mail_{{ module }}.ftl
skip_exists: true
---
## Mail: {{ module }}

mail-{{ kebab }}-subject = News from Banter
mail-{{ kebab }}-text = There is something new for you.
