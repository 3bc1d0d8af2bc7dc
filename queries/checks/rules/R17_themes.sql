-- Question: Were no more themes chosen on the application form than it allows?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {computed} chosen, {stated} allowed
-- Unit: number
-- Pages: partnership
with forms as (
    select
        partnership_id,
        themes_allowed,
        themes_chosen
    from current_rows('partnerships', $known_at)
    where themes_allowed is not null
)

select
    case
        when themes_chosen is null then 'not_computable'
        when themes_chosen > themes_allowed then 'fail'
        else 'pass'
    end as outcome,
    partnership_id,
    cast(null as varchar) as subject,
    cast(themes_allowed as double) as stated,
    cast(themes_chosen as double) as computed,
    cast(themes_chosen - themes_allowed as double) as difference,
    case
        when themes_chosen is null then 'no_list'
        when themes_chosen > themes_allowed then 'too_many_themes'
    end as reason
from forms
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from forms)
order by partnership_id
