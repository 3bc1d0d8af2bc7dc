-- Question: Were no more themes chosen on the application form than it allows?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
with forms as (
    select
        partnership_id,
        themes_allowed,
        themes_chosen
    from current_rows('partnerships', $known_at)
    where themes_allowed is not null
)

select
    case when themes_chosen is null then 'not_computable' else 'fail' end as outcome,
    partnership_id,
    cast(null as varchar) as subject,
    cast(themes_allowed as double) as stated,
    cast(themes_chosen as double) as computed,
    cast(themes_chosen - themes_allowed as double) as difference,
    case when themes_chosen is null then 'no_list' else 'too_many_themes' end as reason
from forms
where themes_chosen is null or themes_chosen > themes_allowed
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from forms)
order by partnership_id
