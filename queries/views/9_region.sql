-- Question: Which municipalities lie in the region of a programme on a day, and which partnership serves each?
-- Parameters: macro arguments: region (text), day (date), known_at (timestamp), state (text), start_date, end_date,
--     valid_from, valid_to (dates)
-- Columns: valid_on, has_started, state_on: none (scalar macros); region_municipalities: area_id, parent_id,
--     population, official_code, valid_from, valid_to, successor_id;
--     region_coverage: area_id, partnership_id, valid_from, valid_to

create or replace macro valid_on(day, valid_from, valid_to) as
coalesce(valid_from <= day::date, true) and coalesce(valid_to >= day::date, true);

-- Whether a partnership of this stage had started by a day.
create or replace macro has_started(stage, start_date, day) as
stage in ('under_implementation', 'closed') and coalesce(start_date <= day::date, true);

-- The state of a step or activity on a day. What began or ended between that day and the moment we look from had not
-- begun or ended yet; a last day that is still to come is a plan, and does not say that the work is not done.
create or replace macro state_on(state, start_date, end_date, day, known_at) as
case
    when
        state in ('running', 'piloted', 'tested', 'published', 'done', 'late')
        and start_date > day::date
        and start_date <= known_at::date
        then 'planned'
    when state in ('tested', 'published', 'done') and end_date > day::date and end_date <= known_at::date
        then 'running'
    else state
end;

-- The same for a step or a phase, in the words of moments.
create or replace macro step_on(state, start_date, end_date, day, known_at) as
case state_on(state, start_date, end_date, day, known_at)
    when 'done' then 'done'
    when 'published' then 'done'
    when 'tested' then 'done'
    when 'stopped' then 'cancelled'
    when 'planned' then 'planned'
    when 'in_preparation' then 'planned'
    when 'running' then 'running'
    when 'piloted' then 'running'
    when 'late' then 'late'
    when 'cancelled' then 'cancelled'
    when 'recurring' then 'recurring'
end;

-- Every municipality in the areas that the programme covers or counts, or that one of its partnerships serves; also
-- those that exist no more or not yet.
create or replace macro region_municipalities(region, known_at) as table
    with family as (
        select partnership_id
        from current_rows('partnerships', known_at)
        where partnership_id = region or parent_id = region
    ),

    whole as (
        select area_id
        from current_rows('coverage', known_at)
        where partnership_id in (select partnership_id from family) and role <> 'exception'
        union
        select area_id
        from current_rows('coverage_statistics', known_at)
        where partnership_id = region and counted = 'municipalities'
    )

    select
        area_id,
        parent_id,
        population,
        official_code,
        valid_from,
        valid_to,
        successor_id
    from current_rows('areas', known_at)
    where
        level in ('municipality', 'unitary_authority')
        and (
            area_id in (select area_id from whole)
            or area_id in (
                select inside.area_id
                from areas_inside(known_at) as inside
                inner join whole on inside.outer_id = whole.area_id
            )
        );

-- Which local partnership serves which area, at any time; areas it is only compared with are left out.
create or replace macro region_coverage(region, known_at) as table
    select
        coverage.area_id,
        coverage.partnership_id,
        coverage.valid_from,
        coverage.valid_to
    from current_rows('coverage', known_at) as coverage
    inner join current_rows('partnerships', known_at) as partnerships using (partnership_id)
    where partnerships.parent_id = region and coverage.role in ('member', 'priority');
