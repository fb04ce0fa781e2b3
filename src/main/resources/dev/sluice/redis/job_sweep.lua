-- Takes jobs away from workers that were not heard of, buries what has waited for too long, forgets what is over; or forgets all dead
-- letters.
-- ARGV     how many at most; 'dead' for these alone
-- returns  how many there were
local most, done = tonumber(ARGV[OWN]), 0
if ARGV[OWN + 1] == 'dead' then
  for _, m in ipairs(redis.call('ZRANGE', at('st:dead'), 0, most - 1)) do
    local job = load(idOf(m))
    if job then forget(job) else redis.call('ZREM', at('st:dead'), m) end
    done = done + 1
  end
  return done
end

local function settle(job)
  if job.st == 'queued' then
    local waited = now - (job.deadline - taskKept)
    fault(job.id, 'job_expired', 'it did not get its turn within ' .. n(waited) .. ' ms', 'false')
    buried(job)
  elseif job.st == 'running' then
    fault(job.id, 'worker_lost', 'nothing was heard of its worker for ' .. n(visible) .. ' ms', 'true')
    if job.tries < attempts then
      retried(job, now)
    else
      count('failed', 1)
      buried(job)
    end
  else
    forget(job)
  end
end

local over
repeat
  over = redis.call('ZRANGEBYSCORE', at('tills'), '-inf', n(now), 'LIMIT', 0, 100)
  for _, m in ipairs(over) do
    local job = load(idOf(m))
    if job then settle(job) else redis.call('ZREM', at('tills'), m) end
    done = done + 1
  end
until #over == 0 or done >= most
return done
