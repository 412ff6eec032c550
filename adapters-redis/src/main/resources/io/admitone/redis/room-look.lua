-- Reads where a room's log stands, and some of it; a room that is not there begins.
-- KEYS: the room, its log
-- ARGV: the server's life, an epoch never used, how many messages are kept, for how long (ms), how
--       long the room is (ms), the most to read, the epoch and the offset to read from or two empty
--       words, whether this offset has certainly been there (1)
-- Answers the epoch, the offset, whether nothing is missing, then offsets and messages in turn.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local room = redis.call('HMGET', KEYS[1], 'life', 'epoch', 'offset')
local epoch, offset = room[2], tonumber(room[3] or 0)
local since = tonumber(ARGV[8])
local goes_on = room[1] == ARGV[1]

-- Somebody has heard more than there is: it was lost, and its offsets must not be given again.
if goes_on and ARGV[9] == '1' and ARGV[7] == epoch and since > offset then
  goes_on = false
end

if not goes_on then
  epoch, offset = ARGV[2], 0
  redis.call('HSET', KEYS[1], 'life', ARGV[1], 'epoch', epoch, 'offset', 0)
  redis.call('UNLINK', KEYS[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
elseif redis.call('PTTL', KEYS[1]) < ARGV[5] - 60000 then
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end

local function is_kept(entry)
  local at, stored = entry[1]:match('(%d+)%-(%d+)')
  return tonumber(at) > offset - ARGV[3] and tonumber(stored) > now - ARGV[4]
end

local answer = {epoch, string.format('%.0f', offset), 1}

local function add(entry)
  table.insert(answer, entry[1]:match('%d+'))
  table.insert(answer, entry[2][2])
end

local most = tonumber(ARGV[6])
if not since then
  local latest = most > 0 and redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', most) or {}
  for i = #latest, 1, -1 do
    if is_kept(latest[i]) then
      add(latest[i])
    end
  end
elseif ARGV[7] ~= epoch or since > offset then
  answer[3] = 0
elseif since < offset then
  local next = string.format('%.0f', since + 1)
  local rest = redis.call('XRANGE', KEYS[2], next, '+', 'COUNT', math.max(most, 1))
  if rest[1] and rest[1][1]:match('%d+') == next and is_kept(rest[1]) then
    for i = 1, math.min(most, #rest) do
      add(rest[i])
    end
  else
    answer[3] = 0
  end
end
return answer
