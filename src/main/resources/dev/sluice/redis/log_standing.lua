-- Where a log stands. KEYS: log, meta. Yields owner, last id, sealed or not; nothing where there is no such log.
local meta = redis.call('HMGET', KEYS[2], 'owner', 'sealed')
if not meta[1] or redis.call('EXISTS', KEYS[1]) == 0 then return false end
local info = redis.call('XINFO', 'STREAM', KEYS[1])
for i = 1, #info, 2 do
  if info[i] == 'last-generated-id' then return { meta[1], info[i + 1], meta[2] and 1 or 0 } end
end
return false
