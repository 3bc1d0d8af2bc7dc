-- Question: How many municipalities take part, and how many partnerships applied, were approved and started: as
-- the programme says, and as the list of partnerships says?
-- Parameters: $region (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: stage, counted, counted_out_of, share, stated, stated_out_of, stated_on, stated_precision, name,
--     listed, listed_out_of,
--     differs, source
with stages as (
    select unnest(['municipalities', 'partnerships', 'applied', 'approved', 'started']) as stage
),

-- The last statistic of each stage by then; one without a date holds at any time.
stated as (
    select
        counted as stage,
        value,
        out_of,
        as_of,
        as_of_precision,
        name,
        source_id,
        source_section
    from coverage_statistics_in($language, $known_at)
    where
        partnership_id = $region
        and counted is not null
        and coalesce(as_of <= $as_of::date, true)
    qualify row_number() over (partition by stage order by as_of desc nulls last, statistic_id) = 1
),

decided as (
    select
        partnership_id,
        min(start_date) filter (where kind = 'application') as applied_on,
        min(start_date) filter (where kind = 'selection') as selected_on
    from current_rows('milestones', $known_at)
    group by partnership_id
),

-- The stage is the one of today. A step towards it counts from its day; one that nobody dated was taken by the day the
-- partnership started, and holds at any time where there is no such day.
listed_partnerships as (
    select
        partnership_id,
        case when stage in ('under_implementation', 'closed') then start_date end as started_on,
        stage in ('applied', 'adjourned', 'rejected', 'approved', 'under_implementation', 'closed')
        and coalesce(coalesce(decided.applied_on, decided.selected_on, started_on) <= $as_of::date, true)
            as has_applied,
        stage in ('approved', 'under_implementation', 'closed')
        and coalesce(coalesce(decided.selected_on, started_on) <= $as_of::date, true) as is_approved,
        has_started(stage, start_date, $as_of) as is_started
    from current_rows('partnerships', $known_at)
    left join decided using (partnership_id)
    where parent_id = $region
),

served as (
    select distinct coverage.area_id
    from region_coverage($region, $known_at) as coverage
    where valid_on($as_of, coverage.valid_from, coverage.valid_to)
),

municipalities as (
    select
        count(served.area_id) as covered,
        count(*) as total
    from region_municipalities($region, $known_at) as there
    left join served using (area_id)
    where valid_on($as_of, there.valid_from, there.valid_to)
),

listed as (
    select
        'municipalities' as stage,
        covered as listed,
        total as listed_out_of
    from municipalities
    where exists (select 1 from served)
    union all
    select
        unnest(['partnerships', 'applied', 'approved', 'started']) as stage,
        unnest([
            count(*), count(*) filter (where has_applied), count(*) filter (where is_approved),
            count(*) filter (where is_started)
        ]) as listed,
        unnest([
            null, count(*), count(*) filter (where has_applied), count(*) filter (where is_approved)
        ]) as listed_out_of
    from listed_partnerships
    having count(*) > 0
)

select
    stages.stage,
    -- As the programme states, else as the list of partnerships says.
    coalesce(stated.value, listed.listed) as counted,
    case
        when stated.value is not null then coalesce(stated.out_of, stated.value)
        else coalesce(listed.listed_out_of, listed.listed)
    end as counted_out_of,
    counted / nullif(counted_out_of, 0) as share,
    stated.value as stated,
    stated.out_of as stated_out_of,
    stated.as_of as stated_on,
    stated.as_of_precision as stated_precision,
    stated.name,
    listed.listed,
    listed.listed_out_of,
    listed.listed is not null
    and (
        stated.value <> listed.listed
        or (stated.out_of is not null and stated.out_of is distinct from listed.listed_out_of)
    ) as differs,
    sources.short_title || coalesce(', ' || stated.source_section, '') as source
from stages
left join stated using (stage)
left join listed using (stage)
left join current_rows('sources', $known_at) as sources on stated.source_id = sources.source_id
where stated.value is not null or listed.listed is not null
order by list_position(['municipalities', 'partnerships', 'applied', 'approved', 'started'], stages.stage)
