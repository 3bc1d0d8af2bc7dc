-- Question: Which indicators can be compared between the partnerships of a region, and why can others not?
-- Parameters: $region (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: comparison_id, indicator_ids, name, unit, measure, partnerships, reason
with children as (
    select partnership_id
    from current_rows('partnerships', $known_at)
    where parent_id = $region
),

used as (
    select distinct
        results.partnership_id,
        results.indicator_id
    from current_results(null, $known_at) as results
    semi join children using (partnership_id)
    where results.target_group_id is null and results.gender is null and results.period_end <= $as_of::date
),

-- Two indicators are one and the same when an outside code list gives them the same code, exactly.
codes as (
    select
        indicator_id,
        min(code_list || ' ' || code) as code
    from current_rows('indicator_codes', $known_at)
    where relation = 'exact'
    group by indicator_id
),

described as (
    select
        used.partnership_id,
        indicators.indicator_id,
        coalesce(codes.code, indicators.indicator_id) as same,
        indicators.name,
        indicators.unit,
        indicators.measure,
        indicators.sequence
    from used
    inner join indicators_in($language, $known_at) as indicators using (indicator_id)
    left join codes using (indicator_id)
)

select
    min(indicator_id) as comparison_id,
    list(distinct indicator_id order by indicator_id) as indicator_ids,
    arg_min(name, indicator_id) as name,
    min(unit) as unit,
    min(measure) as measure,
    count(distinct partnership_id) as partnerships,
    case
        when count(distinct unit) > 1 then 'units_differ'
        when count(distinct measure) > 1 then 'measures_differ'
        when min(measure) = 'narrative' then 'told'
        when count(distinct partnership_id) = 1 then 'only_one'
    end as reason
from described
group by same
order by reason nulls first, min(sequence), name, comparison_id
