import { provideZonelessChangeDetection } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { RoomComponent } from "./room.component";

bootstrapApplication(RoomComponent, { providers: [provideZonelessChangeDetection()] });
