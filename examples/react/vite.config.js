// The page and the service are one origin, as behind a load balancer.
export default {
  server: {
    proxy: {
      "/api": "http://localhost:8080",
      "/ws": { target: "ws://localhost:8080", ws: true },
    },
  },
};
