package io.admitone.ws.offending;

/** Breaks two rules, so that they can be seen to fail: its name says nothing, and it is open. */
class SocketManager {}
