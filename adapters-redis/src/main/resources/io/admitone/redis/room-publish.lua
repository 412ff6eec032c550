-- Puts a message at the end of a room's log and tells whoever listens.
-- KEYS: the room, its log, the author's id of the message
-- ARGV: the server's life, an epoch never used, the message, how many are kept, for how long (ms),
--       how long the id is (ms), how long the room is (ms), PUBLISH or SPUBLISH, the channel
-- Answers whether it is new, its epoch, its offset.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local room = redis.call('HMGET', KEYS[1], 'life', 'epoch', 'offset')
local goes_on = room[1] == ARGV[1]
local epoch = goes_on and room[2] or ARGV[2]

if goes_on then
  local first = redis.call('GET', KEYS[3])
  if first and first:sub(1, #epoch + 1) == epoch .. ' ' then
    return {0, epoch, first:sub(#epoch + 2)}
  end
end

local offset = string.format('%.0f', (goes_on and room[3] or 0) + 1)

-- The first write is one that a server without memory refuses: after it nothing is refused any more.
redis.call('HSET', KEYS[1], 'life', ARGV[1], 'epoch', epoch, 'offset', offset)
if not goes_on then
  redis.call('UNLINK', KEYS[2])
end
redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[4], string.format('%s-%.0f', offset, now), 'm', ARGV[3])

-- Two for each that comes: so a slow room does not keep what is too old to be read.
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 2)) do
  if tonumber(entry[1]:match('%-(%d+)')) <= now - ARGV[5] then
    redis.call('XDEL', KEYS[2], entry[1])
  end
end

redis.call('PEXPIRE', KEYS[2], ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
redis.call('SET', KEYS[3], epoch .. ' ' .. offset, 'PX', ARGV[6])
redis.call(ARGV[8], ARGV[9], epoch .. ' ' .. offset .. '\n' .. ARGV[3])
return {1, epoch, offset}
