-- One node claims its share of an upstream's permits. What is kept for a node is what it may have out at this very moment: its new
-- share, or more, if it held more until now or has more out. So nobody else is given what a node is told to let go before that node
-- says, by its next claim, that it did; whenever a reply comes, and also where it is lost.
--
-- KEYS[1]  the upstream, a hash: <node>, "<kept> <wanted> <until>"; .at, when anybody last claimed; .born, when this hash began
-- ARGV     node, limit, held (its share up to now), in use, wanted, life of a share in ms, hold-off in ms; life 0: the node leaves
-- returns  the node's share: how many it may have out from now on, but for those that are out already
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local node, limit, held = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local inUse, wanted, life, holdOff = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

if life == 0 then
  redis.call('HDEL', KEYS[1], node)
  return 0
end

local at = tonumber(redis.call('HGET', KEYS[1], '.at') or nil)
-- Nobody claimed for much longer than any node pauses: not the nodes were away, but we. They are given the time to say that they still
-- are; also where no share is over yet, since the first one to come back would see the others' end.
local silent = at and now - at > life / 4
local born = tonumber(redis.call('HGET', KEYS[1], '.born') or nil)
if not born then
  born = now
  redis.call('HSET', KEYS[1], '.born', born)
end

local others, wants, nodes = 0, {}, 1
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local name = fields[i]
  if name ~= node and string.sub(name, 1, 1) ~= '.' then
    local kept, want, till = string.match(fields[i + 1], '^(%d+) (%d+) (%d+)$')
    if kept and silent then
      till = now + life
      redis.call('HSET', KEYS[1], name, kept .. ' ' .. want .. ' ' .. till)
    end
    if kept and tonumber(till) > now then
      others = others + tonumber(kept)
      table.insert(wants, tonumber(want))
      nodes = nodes + 1
    else
      redis.call('HDEL', KEYS[1], name)
    end
  end
end

-- Max-min fair: who wants little gets it, the others alike; each node one at least, and what is left over in equal parts.
local function fair()
  local mine = math.max(1, wanted)
  local rest = {}
  for _, want in ipairs(wants) do table.insert(rest, math.max(1, want)) end
  table.insert(rest, mine)
  table.sort(rest)
  local left, count, part = limit, #rest, 0
  local given
  for _, want in ipairs(rest) do
    part = math.min(want, math.floor(left / count))
    if want == mine then given = part end
    left = left - part
    count = count - 1
  end
  -- The last ones take what does not divide.
  return given + math.floor(left / nodes), left
end

local target, left = fair()
-- Nothing is known of the nodes yet, or no longer: each may keep what it has, and nobody more.
local knows = not (now - born < holdOff) and not silent
local most = math.max(0, limit - others)
local share
if knows then
  share = math.min(target, most)
  -- Ones that do not divide go to whoever asks first while they are free.
  if share < wanted and left % nodes > 0 then share = math.min(wanted, share + left % nodes, most) end
else
  share = math.min(held, most)
end
redis.call('HSET', KEYS[1], node, math.max(share, held, inUse) .. ' ' .. wanted .. ' ' .. (now + life), '.at', now)
redis.call('PEXPIRE', KEYS[1], 10 * life)
return share
