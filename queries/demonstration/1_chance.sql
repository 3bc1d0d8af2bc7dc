-- Question: With which dice is the demonstration region made, and of which quarters does it speak?
-- Parameters: variables: seed (integer)
-- Columns: none (scalar macros chance, spread, slug; table quarters: quarter, period_end, season)

-- A number from 0 up to 1 that depends on the seed and a key only, so that the same question gets the same answer.
create or replace macro chance(key) as
(md5_number_lower(getvariable('seed')::varchar || '|' || key) % 1000003)::double / 1000003;

-- A factor around 1: 0.2 gives 0.8 to 1.2.
create or replace macro spread(width, key) as
1 + width * (2 * chance(key) - 1);

create or replace macro partnership_code(number) as
'DEMO_' || lpad(number::varchar, 2, '0');

create or replace macro municipality_code(number) as
'D_M' || lpad(number::varchar, 3, '0');

create or replace table quarters as
select
    number as quarter,
    last_day((date '2026-09-30' - to_months((3 * (16 - number))::integer))::date) as period_end,
    -- Fewer people come in the summer.
    case extract(month from period_end) when 9 then 0.82 when 12 then 0.95 else 1.08 end as season
from range(1, 17) as numbers (number);
