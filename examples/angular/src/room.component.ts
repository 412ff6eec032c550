import { ChangeDetectionStrategy, Component, DestroyRef, inject, signal } from "@angular/core";
import { ConnectionService } from "./connection.service";

const ROOM = "demo.lobby";

interface Said {
  readonly text: string;
}

@Component({
  selector: "app-root",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p role="status">{{ snapshot().state }}</p>
    <ol>
      @for (line of lines(); track line.key) {
        <li>{{ line.text }}</li>
      }
    </ol>
    <form (submit)="say($event, text)">
      <label>Message <input #text required /></label>
      <button>Send</button>
    </form>
  `,
})
export class RoomComponent {
  private readonly service = inject(ConnectionService);
  readonly snapshot = this.service.snapshot;
  readonly lines = signal<readonly { key: string; text: string }[]>([]);

  constructor() {
    const subscription = this.service.connection.subscribe<Said>(ROOM, ({ epoch, offset, data }) =>
      this.lines.update((before) => [...before, { key: `${epoch}:${offset}`, text: data.text }]),
    );
    inject(DestroyRef).onDestroy(() => subscription.unsubscribe());
  }

  async say(event: Event, input: HTMLInputElement): Promise<void> {
    event.preventDefault();
    const { value } = input;
    input.value = "";
    await this.service.connection.publish(ROOM, { text: value } satisfies Said);
  }
}
