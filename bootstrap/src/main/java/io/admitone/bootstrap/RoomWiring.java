package io.admitone.bootstrap;

import io.admitone.application.operator.RoomDirectory;
import io.admitone.application.rooms.GrantedRooms;
import io.admitone.application.rooms.OperatedRooms;
import io.admitone.application.rooms.PollRoom;
import io.admitone.application.rooms.PublishMessage;
import io.admitone.application.rooms.RoomIndex;
import io.admitone.application.rooms.RoomPolicy;
import io.admitone.application.rooms.RoomRights;
import io.admitone.application.rooms.VisitRooms;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.room.RoomBroker;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Who gets what of rooms. */
@Factory
final class RoomWiring {
  private static final String POLLS = "polls";

  private static final long SWEEP_SECONDS = 1;

  private final Store store;
  private final RoomPolicy policy;

  RoomWiring(Settings settings, Store store) {
    this.store = store;
    this.policy = settings.rooms().policy();
  }

  /** Closed with the store, after everything that uses it, and so not by the framework. */
  @Singleton
  RoomBroker broker() {
    return store.rooms();
  }

  /** A bean of an application's own takes its place. */
  @Singleton
  @Secondary
  RoomRights rights() {
    return new GrantedRooms();
  }

  @Singleton
  RoomIndex index(
      RoomBroker broker, Telemetry telemetry, @Named(POLLS) ScheduledExecutorService timer) {
    RoomIndex index = new RoomIndex(broker, policy, telemetry, System::nanoTime);
    timer.scheduleWithFixedDelay(index::letGo, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    return index;
  }

  @Singleton
  VisitRooms visits(RoomIndex index, RoomBroker broker, PublishMessage publish, RoomRights rights) {
    return new VisitRooms(index, broker, publish, rights, policy);
  }

  @Singleton
  PublishMessage publish(
      RoomBroker broker, ReadinessProbe readiness, RoomRights rights, Telemetry telemetry) {
    return new PublishMessage(broker, readiness, rights, policy, store.clock(), telemetry);
  }

  @Singleton
  PollRoom poll(
      RoomIndex index,
      RoomBroker broker,
      RoomRights rights,
      @Named(POLLS) ScheduledExecutorService timer) {
    return new PollRoom(index, broker, rights, policy, timer);
  }

  /** One thread for all who wait for a message over HTTP, and for the rooms that nobody hears. */
  @Singleton
  @Named(POLLS)
  @Bean(preDestroy = "shutdownNow")
  ScheduledExecutorService polls() {
    return Threads.timer("admitone-polls");
  }

  @Singleton
  RoomDirectory directory(
      RoomIndex index, RoomBroker broker, ReadinessProbe readiness, Telemetry telemetry) {
    return new OperatedRooms(
        index,
        new PublishMessage(
            broker, readiness, OperatedRooms.ALL_RIGHTS, policy, store.clock(), telemetry));
  }
}
