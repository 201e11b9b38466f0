/** Where each setting of the systemd units comes from. */
import { because, type FieldOrigin, states } from "../origins.js";

export const origins: readonly FieldOrigin[] = [
  because(
    "names of the app and its processes; the units start and stop as one",
    "Unit.Description",
    "Unit.PartOf",
    "Install.WantedBy",
  ),
  states(["quantity", "service"], "Unit.Wants"),
  states(["release"], "Unit.Requires", "Unit.After", "Service.Type", "Service.RemainAfterExit"),
  states(["command", "service"], "Service.WorkingDirectory"),
  states(["config"], "Service.EnvironmentFile", "Service.Environment"),
  states(["command", "release", "schedule", "service"], "Service.ExecStart*"),
  because("no root, no privileges", "Service.User", "Service.NoNewPrivileges", "Service.ProtectSystem"),
  states(["ephemeral disk"], "Service.PrivateTmp"),
  because("a dyno that ends is started again", "Service.Restart", "Service.RestartSec"),
  states(["SIGTERM, then SIGKILL after 30 s"], "Service.KillMode", "Service.KillSignal", "Service.TimeoutStopSec"),
  because("Heroku's boot timeout; a release has none", "Service.TimeoutStartSec"),
  states(["size", "service"], "Service.MemoryMax", "Service.CPUQuota"),
  states(["schedule"], "Timer.*"),
];
