-- One node claims its share of an upstream's permits; the shares of all nodes together never exceed the limit, but for permits that
-- are out already.
--
-- KEYS[1]  the upstream, a hash: <node>, "<share> <wanted> <until>"; .at, when anybody last claimed; .born, when this hash began
-- ARGV     node, limit, held, in use, wanted, life of a share in ms, hold-off in ms; life 0: the node leaves
-- returns  the node's share
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local node, limit, held = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local inUse, wanted, life, holdOff = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

if life == 0 then
  redis.call('HDEL', KEYS[1], node)
  return 0
end

local at = tonumber(redis.call('HGET', KEYS[1], '.at') or nil)
-- Nobody claimed for as long as a share lives: not the nodes were away, but we. They are given the time to say that they still are.
local silent = at and now - at > life
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
    local share, want, till = string.match(fields[i + 1], '^(%d+) (%d+) (%d+)$')
    if share and silent then
      till = now + life
      redis.call('HSET', KEYS[1], name, share .. ' ' .. want .. ' ' .. till)
    end
    if share and tonumber(till) > now then
      others = others + tonumber(share)
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
share = math.max(share, inUse)
redis.call('HSET', KEYS[1], node, share .. ' ' .. wanted .. ' ' .. (now + life), '.at', now)
redis.call('PEXPIRE', KEYS[1], 10 * life)
return share
