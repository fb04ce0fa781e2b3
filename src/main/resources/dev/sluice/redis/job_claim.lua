-- Gives out the jobs that are due, by rank.
-- ARGV     how many at most
-- returns  the jobs, each as its fields and values
local due
repeat
  due = redis.call('ZRANGEBYSCORE', at('later'), '-inf', n(now), 'LIMIT', 0, 1000)
  for _, m in ipairs(due) do
    redis.call('ZREM', at('later'), m)
    local job = load(idOf(m))
    if job then redis.call('ZADD', at('line'), n(job.rank), m) end
  end
until #due < 1000

local jobs = {}
for _, m in ipairs(redis.call('ZRANGE', at('line'), 0, tonumber(ARGV[OWN]) - 1)) do
  local job = load(idOf(m))
  if job then
    change(job, {st = 'running', due = 0, till = now + visible, started = now, ended = 0,
      turn = job.turn + 1, tries = job.tries + 1})
    table.insert(jobs, whole(job.id))
  else
    redis.call('ZREM', at('line'), m)
  end
end
return jobs
