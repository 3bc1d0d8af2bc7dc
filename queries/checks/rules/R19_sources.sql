-- Question: Does every published figure have a source, and is every figure with several readings explained in a
-- data note?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {stated} figures, {computed} with a source or note
-- Unit: number
-- Pages: results, indicator
with figures as (
    select
        partnership_id,
        indicator_id,
        partner_id,
        area_id,
        target_group_id,
        gender,
        period_end,
        cast(null as varchar) as tier,
        reading,
        source_id
    from current_results(null, $known_at)
    union all by name
    select
        partnership_id,
        indicator_id,
        partner_id,
        area_id,
        target_group_id,
        tier,
        reading,
        source_id
    from current_rows('targets', $known_at)
),

unsourced as (
    select
        figures.partnership_id,
        figures.indicator_id,
        count(*) as stated,
        count(figures.source_id) as computed,
        'no_source' as reason
    from figures
    inner join current_rows('partnerships', $known_at) as partnerships using (partnership_id)
    where partnerships.data_status = 'published'
    group by figures.partnership_id, figures.indicator_id
),

several_readings as (
    select
        partnership_id,
        indicator_id,
        count(distinct coalesce(reading, '')) as readings
    from figures
    group by partnership_id, indicator_id, partner_id, area_id, target_group_id, gender, period_end, tier
    having readings > 1
),

unexplained as (
    select
        several_readings.partnership_id,
        several_readings.indicator_id,
        max(several_readings.readings) as stated,
        0 as computed,
        'readings_without_data_note' as reason
    from several_readings
    anti join current_rows('data_note_links', $known_at) as links
        on
            several_readings.indicator_id = links.record_id
            and coalesce(links.partnership_id, several_readings.partnership_id) = several_readings.partnership_id
    group by several_readings.partnership_id, several_readings.indicator_id
),

findings as (
    select *
    from unsourced
    where computed < stated
    union all
    select *
    from unexplained
)

select
    'fail' as outcome,
    partnership_id,
    indicator_id as subject,
    cast(stated as double) as stated,
    cast(computed as double) as computed,
    cast(computed - stated as double) as difference,
    reason
from findings
union all by name
select
    'pass' as outcome,
    partnership_id
from figures
where partnership_id not in (select findings.partnership_id from findings)
group by partnership_id
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from figures)
order by partnership_id, subject, reason
