package io.admitone.redis;

import io.admitone.redis.Reply.Answered;
import io.admitone.redis.Reply.InDoubt;
import io.admitone.redis.Reply.NoEffect;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.StreamReadOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One command on its way to one server, which remembers whether its bytes were ever made.
 *
 * <p>The driver does not tell a command that it rejected from one whose connection broke with the
 * answer under way: both fail with the same exception and only their texts differ. Here it counts
 * whether the command was encoded. If not, nothing can have happened; if so, anything may.
 */
final class Request<T> extends AsyncCommand<String, String, T> {
  static final StringCodec CODEC = StringCodec.UTF8;

  /** What a script may run into after it has done a part of its work. */
  private static final Set<ServerError> LATE_IN_SCRIPTS =
      EnumSet.of(ServerError.WRONGTYPE, ServerError.NOPERM, ServerError.UNKNOWN_COMMAND);

  private final boolean script;
  private volatile boolean encoded;

  private Request(CommandType type, CommandOutput<String, String, T> output, Args args) {
    super(new Command<>(type, output, args.args));
    this.script = type == CommandType.EVAL || type == CommandType.EVALSHA;
  }

  @Override
  public void encode(ByteBuf buffer) {
    encoded = true;
    super.encode(buffer);
  }

  /** Begins to measure; what was measured is told when the command has ended. */
  void measure(CommandTimes times) {
    long sentAt = System.nanoTime();
    whenComplete(
        (value, thrown) ->
            times.ended(getType().toString(), Duration.ofNanos(System.nanoTime() - sentAt)));
  }

  /** How the command ended; never fails, and completes on the driver's thread. */
  CompletionStage<Reply<T>> reply() {
    return handle((value, thrown) -> thrown == null ? answered(value) : judge(thrown));
  }

  private Reply<T> answered(T value) {
    return new Answered<>(Optional.ofNullable(value));
  }

  private Reply<T> judge(Throwable wrapped) {
    Throwable thrown =
        wrapped instanceof CompletionException && wrapped.getCause() != null
            ? wrapped.getCause()
            : wrapped;
    String words = Failure.inWords(thrown);
    Optional<ServerError> error =
        Failure.serverError(thrown).filter(known -> !script || !LATE_IN_SCRIPTS.contains(known));
    // A timeout races with the encoding on another thread, and an error reply that is not known to
    // come before any effect proves nothing.
    boolean mayHaveRun =
        encoded
            || thrown instanceof RedisCommandTimeoutException
            || thrown instanceof RedisCommandExecutionException;
    return mayHaveRun && error.isEmpty() ? new InDoubt<>(words) : new NoEffect<>(words, error);
  }

  static Request<String> getdel(String key) {
    return new Request<>(CommandType.GETDEL, new ValueOutput<>(CODEC), new Args().key(key));
  }

  /** Answers nil where the key exists. */
  static Request<String> setIfAbsent(String key, String value, Duration ttl) {
    Args args = new Args().key(key).text(value).word("NX").word("PX").number(ttl.toMillis());
    return new Request<>(CommandType.SET, new StatusOutput<>(CODEC), args);
  }

  static Request<Long> zadd(String key, long score, String member) {
    Args args = new Args().key(key).number(score).text(member);
    return new Request<>(CommandType.ZADD, integer(), args);
  }

  static Request<List<String>> zrange(String key) {
    Args args = new Args().key(key).number(0).number(-1);
    return new Request<>(CommandType.ZRANGE, new ValueListOutput<>(CODEC), args);
  }

  static Request<Long> zrem(String key, Collection<String> members) {
    Args args = new Args().key(key);
    members.forEach(args::text);
    return new Request<>(CommandType.ZREM, integer(), args);
  }

  static Request<Long> zremUpTo(String key, long score) {
    Args args = new Args().key(key).word("-inf").number(score);
    return new Request<>(CommandType.ZREMRANGEBYSCORE, integer(), args);
  }

  static Request<Long> pexpire(String key, Duration ttl) {
    Args args = new Args().key(key).number(ttl.toMillis());
    return new Request<>(CommandType.PEXPIRE, integer(), args);
  }

  static Request<Long> unlink(Collection<String> keys) {
    Args args = new Args();
    keys.forEach(args::key);
    return new Request<>(CommandType.UNLINK, integer(), args);
  }

  /** Appends to a stream that keeps about the latest {@code keep} entries. */
  static Request<String> xadd(String key, int keep, List<String> fieldsAndValues) {
    Args args = new Args().key(key).word("MAXLEN").word("~").number(keep).word("*");
    fieldsAndValues.forEach(args::text);
    return new Request<>(CommandType.XADD, new StatusOutput<>(CODEC), args);
  }

  /**
   * Reads the entries of a stream after one, or waits at the server until there are some; empty
   * where there are none after the wait.
   */
  static Request<List<StreamMessage<String, String>>> xread(
      String key, String after, Duration wait, int most) {
    Args args = new Args().word("COUNT").number(most).word("BLOCK").number(wait.toMillis());
    args.word("STREAMS").key(key).word(after);
    return new Request<>(CommandType.XREAD, new StreamReadOutput<>(CODEC), args);
  }

  static Request<Long> hset(String key, String field, byte[] value) {
    Args args = new Args().key(key).text(field).bytes(value);
    return new Request<>(CommandType.HSET, integer(), args);
  }

  static Request<Long> hdel(String key, String field) {
    return new Request<>(CommandType.HDEL, integer(), new Args().key(key).text(field));
  }

  static Request<Long> hlen(String key) {
    return new Request<>(CommandType.HLEN, integer(), new Args().key(key));
  }

  /** Some fields and their values in turn; all of them where they are no more than asked for. */
  static Request<List<Object>> hrandfield(String key, int most) {
    Args args = new Args().key(key).number(most).word("WITHVALUES");
    return new Request<>(CommandType.HRANDFIELD, new FlatOutput(), args);
  }

  /** The members from a score on. */
  static Request<List<String>> zrangeFrom(String key, long score) {
    Args args = new Args().key(key).number(score).word("+inf");
    return new Request<>(CommandType.ZRANGEBYSCORE, new ValueListOutput<>(CODEC), args);
  }

  static Request<Long> publish(CommandType how, String channel, String message) {
    return new Request<>(how, integer(), new Args().key(channel).text(message));
  }

  /** Runs a script that the server knows; it says so where it does not. */
  static Request<List<Object>> evalsha(Script script, List<String> keys, List<byte[]> values) {
    return script(CommandType.EVALSHA, script.sha1(), keys, values);
  }

  /** Runs a script, and the server knows it from then on. */
  static Request<List<Object>> eval(Script script, List<String> keys, List<byte[]> values) {
    return script(CommandType.EVAL, script.text(), keys, values);
  }

  private static Request<List<Object>> script(
      CommandType type, String script, List<String> keys, List<byte[]> values) {
    Args args = new Args().word(script).number(keys.size());
    keys.forEach(args::key);
    values.forEach(args::bytes);
    return new Request<>(type, new FlatOutput(), args);
  }

  static Request<String> info(String section) {
    return new Request<>(CommandType.INFO, new StatusOutput<>(CODEC), new Args().word(section));
  }

  /** For {@link ClusterSlots}. */
  static Request<List<Object>> clusterSlots() {
    return new Request<>(CommandType.CLUSTER, new ArrayOutput<>(CODEC), new Args().word("SLOTS"));
  }

  /** Seconds since the epoch, and microseconds in the second. */
  static Request<List<String>> time() {
    return new Request<>(CommandType.TIME, new ValueListOutput<>(CODEC), new Args());
  }

  private static IntegerOutput<String, String> integer() {
    return new IntegerOutput<>(CODEC);
  }

  private static final class Args {
    private final CommandArgs<String, String> args = new CommandArgs<>(CODEC);

    private Args key(String key) {
      args.addKey(key);
      return this;
    }

    private Args text(String value) {
      args.addValue(value);
      return this;
    }

    private Args bytes(byte[] value) {
      args.add(value);
      return this;
    }

    private Args word(String word) {
      args.add(word);
      return this;
    }

    private Args number(long number) {
      args.add(number);
      return this;
    }
  }
}
