package io.admitone.redis;

import java.util.Optional;
import java.util.function.Function;

/** How one command ended, as far as this side can know it. */
sealed interface Reply<T> {
  /** One answer for each way to end. */
  <R> R fold(
      Function<Optional<T>, R> answered,
      Function<NoEffect<T>, R> noEffect,
      Function<InDoubt<T>, R> inDoubt);

  /** The answer of a server. */
  static <T> Reply<T> answered(T value) {
    return new Answered<>(Optional.of(value));
  }

  /** Whether the server answered. */
  default boolean isAnswered() {
    return fold(answer -> true, noEffect -> false, inDoubt -> false);
  }

  /** Whether the command was certainly not run. */
  default boolean isWithoutEffect() {
    return fold(answer -> false, noEffect -> true, inDoubt -> false);
  }

  /** Whether the server refused it with this error. */
  default boolean fails(ServerError error) {
    return fold(
        answer -> false, noEffect -> noEffect.error().equals(Optional.of(error)), inDoubt -> false);
  }

  /** The answer, or something else where there is none. */
  default T orElse(T other) {
    return fold(answer -> answer.orElse(other), noEffect -> other, inDoubt -> other);
  }

  /** Why there is no answer; empty where there is one. */
  default String why() {
    return fold(answer -> "", NoEffect::cause, InDoubt::cause);
  }

  /** The same end with another answer. */
  default <R> Reply<R> map(Function<T, R> change) {
    return fold(
        answer -> new Answered<>(answer.map(change)),
        noEffect -> new NoEffect<>(noEffect.cause, noEffect.error),
        inDoubt -> new InDoubt<>(inDoubt.cause));
  }

  /** The server ran the command; empty stands for its nil. */
  record Answered<T>(Optional<T> value) implements Reply<T> {
    @Override
    public <R> R fold(
        Function<Optional<T>, R> answered,
        Function<NoEffect<T>, R> noEffect,
        Function<InDoubt<T>, R> inDoubt) {
      return answered.apply(value);
    }
  }

  /**
   * The command was certainly not run: it never left this process, or the server refused it.
   *
   * @param cause in words
   * @param error what the server said, where it did
   */
  record NoEffect<T>(String cause, Optional<ServerError> error) implements Reply<T> {
    @Override
    public <R> R fold(
        Function<Optional<T>, R> answered,
        Function<NoEffect<T>, R> noEffect,
        Function<InDoubt<T>, R> inDoubt) {
      return noEffect.apply(this);
    }
  }

  /** The command may have been run. */
  record InDoubt<T>(String cause) implements Reply<T> {
    @Override
    public <R> R fold(
        Function<Optional<T>, R> answered,
        Function<NoEffect<T>, R> noEffect,
        Function<InDoubt<T>, R> inDoubt) {
      return inDoubt.apply(this);
    }
  }
}
