-- One node draws of an account: two token buckets and places among its concurrent requests, in one step.
-- A bucket is one moment, in microseconds: when it is full again (the generic cell rate algorithm); see admission.Bucket.
--
-- KEYS[1]  the account, a hash: r and t, the moments; s:<node>, "<places> <until>", the places of each node
-- ARGV     node, life of places in ms, concurrent, places wanted, places taken,
--          requests a minute, settled, wanted, ahead, tokens a minute, settled, wanted, ahead
-- returns  requests granted, tokens granted, places granted, microseconds until the buckets are full (requests, tokens)
local MINUTE = 60000000
local LONGEST_DEBT = 24 * 60 * MINUTE

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function draw(field, at)
  local rate, settled = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local wanted, ahead = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local full = tonumber(redis.call('HGET', KEYS[1], field) or now) or now
  local missing = math.max(0, full - now) + settled * MINUTE / rate
  missing = math.min(LONGEST_DEBT, math.max(0, missing))
  -- A hair more, so that what was given back whole is whole.
  local there = math.max(0, math.floor((MINUTE - missing) * rate / MINUTE + 0.001))
  local granted = math.min(wanted, there)
  local spare = there - granted - math.floor(rate / 10)
  if spare > 0 then granted = granted + math.min(ahead, spare) end
  missing = missing + granted * MINUTE / rate
  redis.call('HSET', KEYS[1], field, string.format('%.0f', now + missing))
  return granted, missing
end

local function places(node, life, most, wanted, taken)
  local held = 0
  local fields = redis.call('HGETALL', KEYS[1])
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 2) == 's:' and fields[i] ~= 's:' .. node then
      local count, till = string.match(fields[i + 1], '^(%d+) (%d+)$')
      if till and tonumber(till) > now then
        held = held + tonumber(count)
      else
        redis.call('HDEL', KEYS[1], fields[i])
      end
    end
  end
  local granted = math.max(taken, math.min(wanted, most - held))
  if granted > 0 then
    redis.call('HSET', KEYS[1], 's:' .. node, string.format('%d %.0f', granted, now + life * 1000))
  else
    redis.call('HDEL', KEYS[1], 's:' .. node)
  end
  return granted
end

local life = tonumber(ARGV[2])
local slots = places(ARGV[1], life, tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]))
local requests, requestsMissing = draw('r', 6)
local tokens, tokensMissing = draw('t', 10)
redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(requestsMissing, tokensMissing) / 1000) + life)
return {requests, tokens, slots, math.ceil(requestsMissing), math.ceil(tokensMissing)}
