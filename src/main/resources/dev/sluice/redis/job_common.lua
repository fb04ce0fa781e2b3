-- What all scripts of the jobs begin with: the terms, and how a job is found, changed and told.
--
-- KEYS[1]  the base of the jobs' keys; all others are this and a part behind a colon, of the same slot:
--          job:<id>      a hash, the job: st (status), seq, rank, due, till (of one that runs: its lease; of all others: it is kept
--                        until then), deadline, turn, tries and what never changes
--          waits:<owner> the owner's queued jobs; held: a hash, the bytes of each owner's jobs
--          line          queued jobs that are due, by rank; later: those that are not, by the time when they are
--          tills         all jobs by till; all, st:<status>, owner:<owner>: by sequence
--          box:<mailbox> the newest letters to a session, boxseq:<mailbox> the last one's number
--          key:<key>     an idempotency key: "<until> <job> <digest>"
--          totals        a hash: seq, bytes, completed, failed, cancelled
-- ARGV     now in ms, or -1 for this server's clock; channel; quantum, visibility, attempts, retention of results and tasks in ms;
--          then the script's own, from OWN on
local base, channel, OWN = KEYS[1], ARGV[2], 8
local now = tonumber(ARGV[1])
if now < 0 then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local quantum, visible, attempts = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local resultKept, taskKept = tonumber(ARGV[6]), tonumber(ARGV[7])

local function n(x) return string.format('%.0f', x) end
local function at(part) return base .. ':' .. part end

-- Of equal scores the lower member goes first: so the older job.
local function member(job) return string.format('%016.0f:%s', job.seq, job.id) end
local function idOf(m) return string.sub(m, 18) end

local NUMBERS = {'seq', 'prio', 'rank', 'created', 'due', 'till', 'deadline', 'started', 'ended', 'turn', 'tries', 'size'}

-- Nil where there is none, or something that is no job.
local function load(id)
  local v = redis.call('HMGET', at('job:' .. id), 'st', 'owner', unpack(NUMBERS))
  if not v[1] or not v[2] then return nil end
  local job = {id = id, st = v[1], owner = v[2]}
  for i, name in ipairs(NUMBERS) do
    job[name] = tonumber(v[i + 2] or nil)
    if not job[name] then return nil end
  end
  return job
end

local function whole(id) return redis.call('HGETALL', at('job:' .. id)) end

local function unindex(job)
  local m = member(job)
  redis.call('ZREM', at('line'), m)
  redis.call('ZREM', at('later'), m)
  redis.call('ZREM', at('tills'), m)
  redis.call('ZREM', at('st:' .. job.st), m)
  redis.call('SREM', at('waits:' .. job.owner), m)
end

local function index(job)
  local m = member(job)
  redis.call('ZADD', at('tills'), n(job.till), m)
  redis.call('ZADD', at('st:' .. job.st), n(job.seq), m)
  if job.st ~= 'queued' then return end
  redis.call('SADD', at('waits:' .. job.owner), m)
  if job.due <= now then redis.call('ZADD', at('line'), n(job.rank), m)
  else redis.call('ZADD', at('later'), n(job.due), m) end
end

local function write(job)
  local fields = {'st', job.st, 'owner', job.owner}
  for _, name in ipairs(NUMBERS) do
    table.insert(fields, name)
    table.insert(fields, n(job[name]))
  end
  redis.call('HSET', at('job:' .. job.id), unpack(fields))
end

local INLINE, LETTERS, MONTH = 16384, 2000, 30 * 24 * 60 * 60 * 1000

-- The nodes get all of it but the request, which may be long and which nobody is told of, and a large result. Where a session is told,
-- it is a letter in its mailbox, too.
local function tell(id)
  local all, told, box = whole(id), {}, nil
  local function add(name, value)
    table.insert(told, name)
    table.insert(told, value)
  end
  for i = 1, #all, 2 do
    local name, value = all[i], all[i + 1]
    if name == 'box' then box = value end
    if name == 'res' then add('rb', n(#value)) end
    if name ~= 'req' and (name ~= 'res' or #value <= INLINE) then add(name, value) end
  end
  if box then
    add('letter', n(redis.call('INCR', at('boxseq:' .. box))))
    redis.call('PEXPIRE', at('boxseq:' .. box), MONTH)
  end
  local text = cjson.encode(told)
  if box then
    redis.call('RPUSH', at('box:' .. box), text)
    redis.call('LTRIM', at('box:' .. box), -LETTERS, -1)
    redis.call('PEXPIRE', at('box:' .. box), taskKept + resultKept)
  end
  redis.call('PUBLISH', channel, text)
end

local function change(job, to)
  unindex(job)
  for name, value in pairs(to) do job[name] = value end
  write(job)
  index(job)
  tell(job.id)
end

local function fault(id, code, message, retryable)
  if code then redis.call('HSET', at('job:' .. id), 'fc', code, 'fm', message, 'fr', retryable)
  else redis.call('HDEL', at('job:' .. id), 'fc', 'fm', 'fr') end
end

local function count(what, by) redis.call('HINCRBY', at('totals'), what, by) end

local function hold(owner, bytes)
  count('bytes', bytes)
  if redis.call('HINCRBY', at('held'), owner, bytes) <= 0 then redis.call('HDEL', at('held'), owner) end
end

local function completed(job, result)
  count('completed', 1)
  hold(job.owner, #result)
  fault(job.id, nil)
  redis.call('HSET', at('job:' .. job.id), 'res', result)
  change(job, {st = 'completed', till = now + resultKept, due = 0, ended = now, size = job.size + #result})
end

local function retried(job, due)
  count('failed', 1)
  change(job, {st = 'queued', till = job.deadline, due = due, ended = 0})
end

local function buried(job)
  change(job, {st = 'dead', till = now + taskKept, due = 0, ended = now})
end

local function forget(job)
  unindex(job)
  local m = member(job)
  redis.call('ZREM', at('all'), m)
  redis.call('ZREM', at('owner:' .. job.owner), m)
  redis.call('DEL', at('job:' .. job.id))
  hold(job.owner, -job.size)
end
