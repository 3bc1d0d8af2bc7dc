-- Question: What did the demonstration partnerships budget, who pays for it, and what was claimed and paid?
-- Parameters: none (reads local_partnerships, partners, organisations; budgets of the partnership in depth are by hand)
-- Columns: none (fills budgets, claims, staffing, and the amounts of partnerships)

-- What local authorities and the employment service pay, in per cent of the cost. 30 is the rule; in the province of
-- the exception (37 to 44) it is 20. Partnership 31 stays below, and so does 39; 38 is allowed to.
create or replace table cofinanced as
select
    number,
    partnership_id,
    case number
        when 31 then 27 when 38 then 22 when 39 then 18
        else case when province = 5 then 21 else 31 end + floor(8 * chance('cofinanced ' || number))::integer
    end as share
from local_partnerships
where number > 1 and stage = 'under_implementation';

create or replace table partner_costs as
select
    cofinanced.number,
    partners.partnership_id,
    partners.organisation_id as partner_id,
    cofinanced.share,
    organisations.type,
    -- In steps of 5,000 euros, so that every share is exact.
    5000
    * round(
        case partners.role when 'lead_partner' then 24 else 12 end * spread(0.5, 'cost ' || number || organisation_id)
    )
        as eligible
from cofinanced
inner join partners on cofinanced.partnership_id = partners.partnership_id and partners.role <> 'quality_coach'
inner join organisations using (organisation_id);

insert into organisations by name
select
    'DORG_PROVINCE_' || position as organisation_id,
    'Provincie ' || nl as name_nl,
    'Province du ' || fr as name_fr,
    'Province of ' || en as name_en,
    'province' as type,
    'XN' as country
from words
where kind = 'province' and position > 1;

insert into budgets by name
with lines as (
    select
        partnership_id,
        partner_id,
        'eligible' as line,
        'total' as funding_source,
        null as funder_id,
        eligible as amount,
        null as rate_percent
    from partner_costs
    union all by name
    select
        partnership_id,
        partner_id,
        'grant' as line,
        'esf' as funding_source,
        eligible * 0.6 as amount,
        60 as rate_percent
    from partner_costs
    union all by name
    select
        partnership_id,
        partner_id,
        'personnel' as line,
        'total' as funding_source,
        round(eligible * (0.55 + 0.3 * chance('staff ' || number || partner_id)), -2) as amount
    from partner_costs
    union all by name
    -- The part of the match funding that local authorities and the employment service pay ...
    select
        partnership_id,
        partner_id,
        'match' as line,
        case
            when type in ('local_authority', 'public_employment_service') then 'own_funds'
            when number = 26 then 'employment_service'
            else 'municipality'
        end as funding_source,
        case
            when type in ('local_authority', 'public_employment_service') then partner_id
            when number = 26 then 'DORG_PES'
            else 'DORG_' || lpad(number::varchar, 2, '0') || '_01'
        end as funder_id,
        eligible * share / 100 as amount
    from partner_costs
    union all by name
    -- ... and the rest, up to the 40 per cent that the grant leaves.
    select
        partnership_id,
        partner_id,
        'match' as line,
        case when chance('rest ' || number || partner_id) < 0.5 then 'province' else 'private' end as funding_source,
        case when funding_source = 'province' then 'DORG_PROVINCE_' || province end as funder_id,
        eligible * (40 - share) / 100 as amount
    from partner_costs
    inner join local_partnerships using (number, partnership_id)
    where share < 40
    union all by name
    select
        partnership_id,
        'eligible_total' as line,
        'total' as funding_source,
        sum(eligible) as amount
    from partner_costs
    group by partnership_id
    union all by name
    select
        partnership_id,
        'grant_total' as line,
        'esf' as funding_source,
        sum(eligible) * 0.6 as amount,
        60 as rate_percent
    from partner_costs
    group by partnership_id
)

select * from lines;

insert into partners by name
select
    partnership_id,
    funder_id as organisation_id,
    'match_funder' as role,
    'Betaalt mee aan de werking' as responsibility_nl,
    'Cofinance le fonctionnement' as responsibility_fr,
    'Helps to pay for the work' as responsibility_en,
    false as reports,
    date '2022-10-01' as date_joined
from budgets
where starts_with(funder_id, 'DORG_PROVINCE_') and partnership_id <> 'DEMO_01'
group by partnership_id, funder_id;

update partnerships
set
    budget = totals.cost,
    "grant" = totals.granted
from (
    select
        partnership_id,
        max(amount) filter (where line = 'eligible_total') as cost,
        max(amount) filter (where line = 'grant_total') as granted
    from budgets
    group by partnership_id
) as totals
where partnerships.partnership_id = totals.partnership_id and totals.cost is not null;

-- Half-yearly claims: a slow start, then about a tenth of the budget each time. The managing authority accepts the
-- cost three to six months later, now and then a little less, and pays one to three months after that.
insert into claims by name
with half_years as (
    select
        number,
        last_day((date '2023-03-31' + to_months((6 * (number - 1))::integer))::date) as period_end,
        list_value(0.06, 0.08, 0.1, 0.105, 0.11, 0.115, 0.115, 0.115)[number] as part
    from range(1, 9) as numbers (number)
),

costs as (
    select
        budgets.partnership_id,
        budgets.partner_id,
        budgets.amount::double as eligible,
        case
            when budgets.partner_id = 'DORG_01_WORKS' then 0.36
            when budgets.partner_id = 'DORG_01_TRAIN' then 0.71
            else 0.8 + 0.28 * chance('spending ' || budgets.partnership_id || budgets.partner_id)
        end as pace,
        partners.date_joined,
        coalesce(partners.date_left, date '2027-09-30') as date_left
    from budgets
    inner join partners
        on
            budgets.partnership_id = partners.partnership_id
            and budgets.partner_id = partners.organisation_id
            and partners.role not in ('quality_coach', 'match_funder')
    where budgets.line = 'eligible' and budgets.partner_id is not null
),

spent as (
    select
        costs.partnership_id,
        costs.partner_id,
        half_years.period_end,
        concat_ws(' ', costs.partnership_id, costs.partner_id, half_years.number) as key,
        -- In steps of five cents, so that sixty per cent of it is exact.
        round(eligible * part * pace * spread(0.12, key) * 20) / 20 as reported,
        reported * case
            when chance('refused ' || key) < 0.15 then 0.94 + 0.05 * chance('part ' || key) else 1
        end as accepted,
        (period_end + to_days((95 + floor(85 * chance('accepted ' || key)))::integer))::date as accepted_on,
        (accepted_on + to_days((30 + floor(60 * chance('paid ' || key)))::integer))::date as repaid_on
    from costs
    inner join
        half_years
        on
            costs.date_joined < half_years.period_end
            and half_years.period_end <= last_day(costs.date_left + to_months(3))
)

select
    partnership_id,
    partner_id,
    period_end,
    reported,
    round(0.6 * reported, 2) as claimed,
    case when accepted_on <= date '2026-10-20' then round(accepted, 2) end as certified,
    case when accepted_on <= date '2026-10-20' then accepted_on end as certified_on,
    case when repaid_on <= date '2026-10-20' then round(floor(60 * accepted) / 100, 2) end as paid,
    case when repaid_on <= date '2026-10-20' then repaid_on end as paid_on
from spent;

insert into staffing by name
select
    partners.partnership_id,
    partners.organisation_id as partner_id,
    years.year::varchar as period,
    make_date(years.year, 12, 31) as period_end,
    1 + floor(2 * chance('full ' || partners.partnership_id || partners.organisation_id))::integer as full_time,
    floor(3 * chance(concat_ws(' ', 'half', partners.partnership_id, partners.organisation_id, years.year)))::integer
        as half_time,
    full_time + half_time / 2 as fte
from partners
cross join range(2023, 2027) as years (year)
where partners.reports and partners.partnership_id <> 'DEMO_01';
