-- Question: What does each indicator mean, how is it counted, and which targets were set?
-- Parameters: $is_demonstration (yes or no), $known_at (timestamp), $language (text)
-- Columns: item, indicator_id, name, programme_name, definition, kind, level, unit, measure, over_partners,
--     direction, numerator, denominator, caveat, targets, source_wording, source_language, source, source_section
with tiers as (
    select
        indicator_id,
        tier,
        min(value) as lowest,
        max(value) as highest
    from current_rows('targets', $known_at)
    where value is not null
    group by indicator_id, tier
),

promised as (
    select
        indicator_id,
        list({ 'tier': tier, 'lowest': lowest, 'highest': highest } order by tier_position(tier)) as targets
    from tiers
    group by indicator_id
)

select
    indicators.indicator_id as item,
    indicators.indicator_id,
    indicators.name,
    partnerships.name as programme_name,
    indicators.definition,
    indicators.kind,
    indicators.level,
    indicators.unit,
    indicators.measure,
    indicators.over_partners,
    indicators.direction,
    indicators.numerator,
    indicators.denominator,
    indicators.caveat,
    promised.targets,
    indicators.source_wording,
    sources.language as source_language,
    sources.short_title as source,
    indicators.source_section
from indicators_in($language, $known_at) as indicators
left join partnerships_in($language, $known_at) as partnerships using (partnership_id)
left join current_rows('sources', $known_at) as sources on indicators.source_id = sources.source_id
left join promised on indicators.indicator_id = promised.indicator_id
where coalesce(partnerships.data_status = 'demonstration', false) = $is_demonstration
order by partnerships.name, indicators.sequence, indicators.indicator_id
