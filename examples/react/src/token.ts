/** In development the server makes a token for anybody; elsewhere ask your identity provider. */
export async function fetchToken(): Promise<string> {
  const answer = await fetch("/api/v1/auth/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ userId: "ada", rooms: ["demo.*:rw"] }),
  });
  const { token } = (await answer.json()) as { token: string };
  return token;
}
