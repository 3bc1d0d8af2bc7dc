-- Question: What do the demonstration partnerships plan, discuss, learn and get asked?
-- Parameters: none (reads local_partnerships, partners, phrases, quarters, made_municipalities, attendance, pilots)
-- Columns: none (fills activities, milestones, meetings, recommendations, assessments, ratings, support_requests,
--     target_groups and partners)

-- The three steps in which a partnership is formed. The forty that run took them in 2022; four are under way.
insert into activities by name
with steps as (
    select
        local_partnerships.*,
        phrases.*,
        case stage when 'area_and_needs' then 1 when 'matching' then 2 when 'partnership_formed' then 4 else 5 end
            as busy_with
    from local_partnerships
    cross join phrases
    where phrases.kind = 'step'
)

select
    replace(partnership_id, 'DEMO_', 'D') || '_S' || position as activity_id,
    partnership_id,
    'step' as kind,
    position as sequence,
    nl as name_nl,
    fr as name_fr,
    en as name_en,
    case when position < busy_with then 'done' when position = busy_with then 'running' else 'planned' end as state,
    case
        when busy_with = 5 then list_value(date '2022-04-01', date '2022-06-16', date '2022-08-16')[position]
        else list_value(date '2026-03-01', date '2026-07-01', date '2026-11-01')[position]
    end as start_date,
    case
        when busy_with = 5 then list_value(date '2022-06-15', date '2022-08-15', date '2022-09-30')[position]
        else list_value(date '2026-06-30', date '2026-10-31', date '2027-02-28')[position]
    end as end_date
from steps
union all by name
select
    replace(partnership_id, 'DEMO_', 'D') || '_P' || position as activity_id,
    partnership_id,
    'phase' as kind,
    position as sequence,
    nl as name_nl,
    fr as name_fr,
    en as name_en,
    case position when 1 then 'done' when 2 then 'running' else 'planned' end as state,
    list_value(date '2022-10-01', date '2023-04-01', date '2027-01-01')[position] as start_date,
    list_value(date '2023-03-31', date '2026-12-31', date '2027-09-30')[position] as end_date
from local_partnerships
cross join phrases
where phrases.kind = 'phase' and stage = 'under_implementation';

-- A small plan for each of the others: one strategic objective, two operational ones, and two actions under each.
insert into activities by name
with others as (
    select
        *,
        replace(partnership_id, 'DEMO_', 'D') as code
    from local_partnerships
    where number > 1 and stage = 'under_implementation'
),

actions as (
    select
        others.*,
        numbers.place,
        1 + (others.number * 3 + numbers.place * 5) % 8 as chosen
    from others
    cross join range(4) as numbers (place)
)

select
    code || '_SO1' as activity_id,
    partnership_id,
    null as parent_id,
    'strategic_objective' as kind,
    1 as sequence,
    nl as name_nl,
    fr as name_fr,
    en as name_en,
    'running' as state,
    null as origin,
    null as lead_partner_id
from others
inner join phrases on phrases.kind = 'strategic'
union all by name
select
    code || '_OO' || position as activity_id,
    partnership_id,
    code || '_SO1' as parent_id,
    'operational_objective' as kind,
    position as sequence,
    nl as name_nl,
    fr as name_fr,
    en as name_en,
    'running' as state
from others
inner join phrases on phrases.kind = 'operational'
union all by name
select
    code || '_AC' || place + 1 as activity_id,
    partnership_id,
    code || '_OO' || place // 2 + 1 as parent_id,
    'action' as kind,
    place % 2 + 1 as sequence,
    nl as name_nl,
    fr as name_fr,
    en as name_en,
    list_value('done', 'running', 'running', 'in_preparation', 'planned')[
        1 + floor(5 * chance('state ' || code || place))::integer
    ] as state,
    list_value('Nood uit de omgevingsanalyse', 'Voorstel van een partner', 'Vraag van deelnemers')[
        1 + floor(3 * chance('origin ' || code || place))::integer
    ] as origin,
    carrier.organisation_id as lead_partner_id
from actions
inner join phrases on phrases.kind = 'action' and actions.chosen = phrases.position
inner join lateral (
    select organisation_id
    from partners
    where partners.partnership_id = actions.partnership_id and partners.reports
    order by md5(organisation_id || place)
    limit 1
) as carrier on true;

insert into milestones by name
with events as (
    select *
    from (
        values
        (1, 'application', 'Aanvraag ingediend', 'Candidature déposée', 'Application handed in', date '2022-09-01'),
        (2, 'selection', 'Goedgekeurd', 'Approuvé', 'Approved', date '2022-09-23'),
        (3, 'start', 'Start van de uitvoering', 'Début de la mise en œuvre', 'Start of the work', date '2022-10-01'),
        (4, 'end', 'Einde van de subsidie', 'Fin de la subvention', 'End of the grant', date '2027-09-30')
    ) as events (position, kind, title_nl, title_fr, title_en, start_date)
)

select
    replace(partnership_id, 'DEMO_', 'D') || '_E' || position as milestone_id,
    partnership_id,
    events.* exclude (position, start_date),
    case when stage = 'under_implementation' then start_date end as start_date,
    case
        when stage <> 'under_implementation' or position = 4 then 'planned' else 'done'
    end as state
from local_partnerships
inner join events on stage = 'under_implementation' or position = 1;

update milestones
set date_precision = case when start_date is not null then 'day' end;

-- The steering group meets every quarter. The one in depth missed a quarter, and 23 missed two. Its last steering group
-- and its last reflection moment were held after the package was handed in; one more steering group is planned.
insert into meetings by name
with meeting_quarters as (
    select
        number as quarter,
        (date '2022-06-12' + to_months((3 * (number - 1))::integer))::date as around
    from range(1, 20) as numbers (number)
),

places as (
    select
        areas.area_id,
        areas.name_nl as place,
        coverage.partnership_id,
        row_number() over (partition by coverage.partnership_id order by areas.area_id) as position,
        count(*) over (partition by coverage.partnership_id) as places
    from coverage
    inner join areas using (area_id)
    where coverage.role = 'member' and coverage.valid_to is null
),

partner_counts as (
    select
        partnership_id,
        count(*) as partners
    from partners
    where role in ('lead_partner', 'mandatory_partner', 'partner')
    group by partnership_id
)

select
    local_partnerships.partnership_id,
    'ST_' || year(around) || '_Q' || quarter(around) as meeting_id,
    'steering_group' as kind,
    'nl' as language,
    case when meeting_quarters.quarter = 19 then 'planned' else 'held' end as state,
    case
        when number = 1 and meeting_quarters.quarter = 18 then date '2026-10-29'
        else
            (around + to_days(floor(14 * chance('day ' || number || meeting_quarters.quarter))::integer))::date
    end as meeting_date,
    places.place,
    places.area_id,
    case
        when meeting_quarters.quarter < 19
            then
                greatest(
                    1,
                    floor(
                        partner_counts.partners
                        * (0.7 + 0.31 * chance('present ' || number || meeting_quarters.quarter))
                    )::integer
                )
    end as partners_present,
    case when meeting_quarters.quarter < 19 then not (number = 1 and meeting_quarters.quarter = 13) end
        as financial_report,
    case when meeting_quarters.quarter < 19 then true end as content_report,
    case when number = 1 and meeting_quarters.quarter < 15 then decisions.nl end as decisions
from local_partnerships
cross join meeting_quarters
inner join partner_counts on local_partnerships.partnership_id = partner_counts.partnership_id
inner join places
    on
        local_partnerships.partnership_id = places.partnership_id
        and places.position = meeting_quarters.quarter % places.places + 1
inner join phrases as decisions on decisions.kind = 'decision' and decisions.position = meeting_quarters.quarter % 6 + 1
where
    stage = 'under_implementation'
    and not (number = 1 and meeting_quarters.quarter = 10)
    and not (number = 23 and meeting_quarters.quarter in (7, 14))
    and (number = 1 or meeting_quarters.quarter < 19)
union all by name
select
    'DEMO_01' as partnership_id,
    'RF_' || year || '_' || half as meeting_id,
    'reflection' as kind,
    'nl' as language,
    'held' as state,
    case
        when year = 2026 and half = 2 then date '2026-10-22'
        else make_date(year::integer, case half when 1 then 5 else 11 end, 8 + half + year::integer % 5)
    end as meeting_date,
    areas.name_nl as place,
    areas.area_id,
    4 + (year + half) % 4 as partners_present
from range(2023, 2027) as years (year)
cross join range(1, 3) as halves (half)
-- In each of the five priority neighbourhoods in turn.
inner join areas on areas.area_id = 'D_N0' || 2 + (2 * year + half) % 5
union all by name
-- The quality coach visits every year; six partnerships are still waiting for a first visit.
select
    partnership_id,
    'QV_' || year as meeting_id,
    'quality_visit' as kind,
    'held' as state,
    make_date(year::integer, 3 + number % 3, 4 + number % 20) as meeting_date,
    2 + number % 3 as partners_present
from local_partnerships
cross join range(2023, 2027) as years (year)
where
    stage = 'under_implementation'
    and number not in (6, 14, 22, 29, 35, 43)
    and (number = 1 or chance('visit ' || number || year) < 0.75);

-- The figures shown are those of the last quarter that was over.
update meetings
set as_of = last_day((date_trunc('quarter', meeting_date) - to_months(1))::date)
where kind in ('steering_group', 'reflection') and state = 'held';

-- Who was there was written down for the last year only.
update meetings
set partners_present = came.partners
from (
    select
        partnership_id,
        meeting_id,
        count(*) as partners
    from attendance
    where capacity = 'partner'
    group by partnership_id, meeting_id
) as came
where meetings.partnership_id = came.partnership_id and meetings.meeting_id = came.meeting_id;

insert into recommendations by name
select
    meetings.partnership_id,
    'I_' || meetings.meeting_id || '_' || asked as recommendation_id,
    meetings.meeting_id,
    'improvement' as kind,
    phrases.nl as text_nl,
    phrases.fr as text_fr,
    phrases.en as text_en,
    'DORG_' || replace(meetings.partnership_id, 'DEMO_', '') || '_01' as owner_id,
    last_day((meetings.meeting_date + to_months(9))::date) as due_date,
    case
        when
            chance('done ' || meetings.partnership_id || meetings.meeting_id || asked)
            < 0.35 + 0.2 * (2026 - year(meeting_date))
            then 'done'
        when chance('busy ' || meetings.partnership_id || meetings.meeting_id || asked) < 0.5 then 'in_progress'
        else 'open'
    end as state
from meetings
cross join range(2) as numbers (asked)
inner join phrases
    on
        phrases.kind = 'improvement'
        and phrases.position
        = 1 + (year(meetings.meeting_date) + asked * 2 + replace(partnership_id, 'DEMO_', '')::integer) % 6
where meetings.kind = 'quality_visit' and meetings.partnership_id <> 'DEMO_01';

-- What partners say of their own work. Who is behind says so, mostly.
insert into assessments by name
with headings as (
    select distinct
        results.partner_id,
        results.period_end,
        indicators.activity_id as heading,
        concat_ws(' ', results.partner_id, results.period_end, indicators.activity_id) as key
    from results
    inner join indicators using (indicator_id)
    where results.partnership_id = 'DEMO_01' and indicators.activity_id in ('DEMO_A1', 'DEMO_A2', 'DEMO_A3')
),

rated as (
    select
        *,
        case
            when chance('rating ' || key) < list_value(0.75, 0.45, 0.3)[right(heading, 1)::integer] then 'on_track'
            when chance('rating ' || key) < list_value(0.97, 0.85, 0.7)[right(heading, 1)::integer] then 'at_risk'
            else 'off_track'
        end as own_rating
    from headings
)

select
    'DEMO_01' as partnership_id,
    rated.partner_id,
    rated.period_end,
    rated.heading,
    rated.own_rating,
    phrases.nl as text,
    'nl' as language
from rated
inner join phrases
    on rated.own_rating = phrases.kind and phrases.position = 1 + floor(4 * chance('words ' || rated.key))::integer;

insert into ratings by name
select
    partnership_id,
    groups.nl as rating_group_nl,
    groups.fr as rating_group_fr,
    groups.en as rating_group_en,
    items.nl as item_nl,
    items.fr as item_fr,
    items.en as item_en,
    1 + floor(4 * chance('stars ' || number || items.position))::integer as stars
from local_partnerships
inner join phrases as groups on groups.kind = 'rating_group'
inner join phrases as items on items.kind = 'rating_item'
where stage = 'under_implementation' and number > 1;

-- Municipalities ask for help: how to finance, how to find people, what the law says.
insert into support_requests by name
with kinds as (
    select unnest([
        'administrative',
        'technical',
        'budgetary',
        'legal',
        'management',
        'financing',
        'coaching',
        'marketing',
        'quality'
    ]) as kind
),

asked as (
    select
        coverage.partnership_id,
        coverage.area_id,
        kinds.kind,
        quarters.period_end,
        concat_ws(' ', coverage.partnership_id, coverage.area_id, kinds.kind, quarters.quarter) as key
    from coverage
    inner join local_partnerships on coverage.partnership_id = local_partnerships.partnership_id
    cross join kinds
    inner join quarters
        on
            quarters.period_end >= coalesce(coverage.valid_from, quarters.period_end)
            and quarters.period_end <= coalesce(coverage.valid_to, quarters.period_end)
    where
        coverage.role = 'member'
        and local_partnerships.stage = 'under_implementation'
        and chance('asks ' || key) < case coverage.partnership_id when 'DEMO_01' then 0.22 else 0.03 end
)

select
    partnership_id,
    area_id,
    kind,
    period_end,
    1 + floor(3 * chance('requests ' || key))::integer as requests,
    requests * (2 + floor(9 * chance('hours ' || key))) as hours,
    (chance('started ' || key) < 0.22)::integer as started
from asked;

-- The other partnerships chose some of the same groups.
insert into target_groups by name
select in_depth.* replace (local_partnerships.partnership_id as partnership_id)
from target_groups as in_depth
cross join local_partnerships
where
    local_partnerships.number > 1
    and local_partnerships.stage = 'under_implementation'
    and chance('group ' || in_depth.target_group_id || local_partnerships.number) < 0.6;

-- Who tries out a guide takes part already: a second row for it, which nothing above may count.
insert into partners by name
from pilots;
