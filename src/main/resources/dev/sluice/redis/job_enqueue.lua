-- Takes jobs, all of them or none.
-- ARGV     the limits, five names and numbers in turns, in the order in which they are looked at; how many jobs; of each: id, owner, key or '', digest, priority, not before, bytes, how many fields follow, and these
-- returns  'ok' and of each: id, status or '', whether its key came before; 'reused' and which one; 'over', the limit that
--          is met, what is held of it, and what came
local LIMITS = 5
local limits = {}
for i = OWN, OWN + 2 * LIMITS - 1, 2 do limits[ARGV[i]] = tonumber(ARGV[i + 1]) end
local count_ = tonumber(ARGV[OWN + 2 * LIMITS])
local cursor = OWN + 2 * LIMITS + 1
local fresh, answer, bound, bytes, owners, shares = {}, {'ok'}, {}, 0, {}, {}
for i = 0, count_ - 1 do
  local job = {id = ARGV[cursor], owner = ARGV[cursor + 1], key = ARGV[cursor + 2], digest = ARGV[cursor + 3],
    prio = tonumber(ARGV[cursor + 4]), nb = tonumber(ARGV[cursor + 5]), size = tonumber(ARGV[cursor + 6])}
  local fields = tonumber(ARGV[cursor + 7])
  job.from, job.to = cursor + 8, cursor + 7 + fields
  cursor = job.to + 1
  local known, digest, same
  if job.key ~= '' and bound[job.key] then
    known, digest, same = bound[job.key].id, bound[job.key].digest, true
  elseif job.key ~= '' then
    local till, id, d = string.match(redis.call('GET', at('key:' .. job.key)) or '', '^(%d+) (%S+) (.*)$')
    if till and tonumber(till) > now then known, digest = id, d end
  end
  if known then
    if digest ~= job.digest then return {'reused', i} end
    table.insert(answer, known)
    table.insert(answer, same and 'queued' or redis.call('HGET', at('job:' .. known), 'st') or '')
    table.insert(answer, 1)
  else
    if job.key ~= '' then bound[job.key] = job end
    bytes = bytes + job.size
    local share = shares[job.owner]
    if not share then
      share = {jobs = 0, bytes = 0}
      shares[job.owner] = share
      table.insert(owners, job.owner)
    end
    share.jobs, share.bytes = share.jobs + 1, share.bytes + job.size
    table.insert(fresh, job)
    table.insert(answer, job.id)
    table.insert(answer, 'queued')
    table.insert(answer, 0)
  end
end

local over
local function within(limit, held, came)
  if not over and held + came > limits[limit] then over = {'over', limit, held, came} end
end
for _, owner in ipairs(owners) do
  within('USER_QUEUED', redis.call('SCARD', at('waits:' .. owner)), shares[owner].jobs)
  within('USER_BYTES', tonumber(redis.call('HGET', at('held'), owner) or 0), shares[owner].bytes)
end
if #fresh > 0 then
  within('QUEUED', redis.call('ZCARD', at('st:queued')), #fresh)
  within('JOBS', redis.call('ZCARD', at('all')), #fresh)
  within('BYTES', tonumber(redis.call('HGET', at('totals'), 'bytes') or 0), bytes)
end
if over then return over end

local DAY = 24 * 60 * 60 * 1000
for _, job in ipairs(fresh) do
  local due = math.max(now, job.nb)
  job.seq = redis.call('HINCRBY', at('totals'), 'seq', 1)
  job.st, job.created, job.due, job.deadline, job.till = 'queued', now, due, due + taskKept, due + taskKept
  job.rank = due + (job.prio - 1) * quantum
  job.started, job.ended, job.turn, job.tries = 0, 0, 0, 0
  local key = at('job:' .. job.id)
  for f = job.from, job.to, 2 do redis.call('HSET', key, ARGV[f], ARGV[f + 1]) end
  redis.call('HSET', key, 'id', job.id, 'nb', n(job.nb))
  write(job)
  index(job)
  redis.call('ZADD', at('all'), n(job.seq), member(job))
  redis.call('ZADD', at('owner:' .. job.owner), n(job.seq), member(job))
  if job.key ~= '' then
    redis.call('SET', at('key:' .. job.key), n(now + DAY) .. ' ' .. job.id .. ' ' .. job.digest, 'PX', DAY)
  end
  tell(job.id)
end
for _, owner in ipairs(owners) do hold(owner, shares[owner].bytes) end
return answer
