-- Ends a dead owner's log beyond anything that it can have sent. KEYS: log, meta. ARGV: owner, batch, how far beyond, retention in ms.
local meta = redis.call('HMGET', KEYS[2], 'owner', 'sealed', 'base_seq')
if meta[1] ~= ARGV[1] or meta[2] then return 0 end
local tail = tonumber(meta[3])
if redis.call('EXISTS', KEYS[1]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then tail = tonumber(string.match(info[i + 1], '^%d+')) end
  end
end
redis.call('XADD', KEYS[1], string.format('%.0f-0', tail + tonumber(ARGV[3])), 'e', ARGV[2])
redis.call('HSET', KEYS[2], 'sealed', '1', 'owner', '')
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 1
