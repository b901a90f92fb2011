/// The script that rotates 3D points; only animations need another script.
enum SpaceScript {
    static let text: StaticString = """
        "use strict";
        document.querySelectorAll(".space").forEach(view => {
          const canvas = view.querySelector("canvas");
          const pen = canvas.getContext && canvas.getContext("2d");
          if (!pen) return;
          const raw = atob(view.dataset.points), count = raw.length / 7;
          const axes = JSON.parse(view.dataset.axes), colours = JSON.parse(view.dataset.colours);
          const ticks = JSON.parse(view.dataset.ticks);
          const place = new Float32Array(3 * count), kind = new Uint8Array(count);
          const extent = [0, 0, 0];
          for (let i = 0; i < count; i++) {
            for (let k = 0; k < 3; k++) {
              const at = 7 * i + 2 * k;
              const word = raw.charCodeAt(at) | raw.charCodeAt(at + 1) << 8;
              place[3 * i + k] = (word << 16 >> 16) / 32767;
              extent[k] = Math.max(extent[k], Math.abs(place[3 * i + k]));
            }
            kind[i] = raw.charCodeAt(7 * i + 6);
          }
          const hidden = new Set(), order = Uint32Array.from({ length: count }, (_, i) => i);
          const depth = new Float32Array(count);
          let turn, tilt, zoom, waiting = false;
          const reset = () => { turn = 0.6; tilt = 0.45; zoom = 1; };
          reset();

          // Shapes by class: circle, square, triangle, diamond, triangle, pentagon; then open ones.
          const corners = [0, 4, 3, 4, 3, 5, 0, 4, 3, 4];
          const angles = [0, 0.785, -1.571, 0, 1.571, -1.571, 0, 0.785, -1.571, 0];
          function shape(x, y, r, c) {
            // Where the colours begin again, they have other shapes.
            c = (c + Math.floor(c / 10)) % 10;
            const n = corners[c];
            pen.beginPath();
            if (!n) pen.arc(x, y, r, 0, 7);
            for (let i = 0; i < n; i++) {
              const a = angles[c] + i * 2 * Math.PI / n;
              pen.lineTo(x + 1.25 * r * Math.cos(a), y + 1.25 * r * Math.sin(a));
            }
            pen.closePath();
            if (c < 6) pen.fill(); else pen.stroke();
          }
          function draw() {
            waiting = false;
            const ratio = window.devicePixelRatio || 1;
            const width = canvas.clientWidth, height = canvas.clientHeight;
            canvas.width = width * ratio;
            canvas.height = height * ratio;
            pen.setTransform(ratio, 0, 0, ratio, 0, 0);
            pen.clearRect(0, 0, width, height);
            const style = getComputedStyle(view);
            const colour = name => style.getPropertyValue("--figure-" + name).trim();
            const scale = 0.27 * Math.min(width, height) * zoom;
            const [ct, st] = [Math.cos(turn), Math.sin(turn)];
            const [cp, sp] = [Math.cos(tilt), Math.sin(tilt)];
            const seen = (x, y, z) => {
              const [a, b] = [x * ct - y * st, x * st + y * ct];
              const far = b * cp - z * sp, near = 3.5 / (3.5 + far);
              const size = scale * near;
              return [width / 2 + a * size, height / 2 - (b * sp + z * cp) * size, far];
            };
            // The box's edges; its axes' names, where they end, are written over the points.
            const names = [];
            pen.lineWidth = 1;
            pen.strokeStyle = colour("muted");
            for (let k = 0; k < 3; k++) for (let e = 0; e < 4; e++) {
              const from = [0, 0, 0].map((_, j) =>
                j === k ? -extent[j] : extent[j] * ((j === (k + 1) % 3 ? e & 1 : e >> 1) ? 1 : -1));
              const to = from.map((v, j) => j === k ? -v : v);
              const [a, b] = [seen(...from), seen(...to)];
              pen.beginPath(); pen.moveTo(a[0], a[1]); pen.lineTo(b[0], b[1]); pen.stroke();
              if (e === 0) {
                const end = seen(...to.map((v, j) => j === k ? v * 1.2 : v));
                names.push([axes[k], end[0], end[1], 13]);
                for (const { at, label } of ticks[k]) {
                  const mark = seen(...to.map((v, j) => j === k ? at : v));
                  names.push([label, mark[0], mark[1], 10.5]);
                }
              }
            }
            const screen = new Float32Array(2 * count);
            for (let i = 0; i < count; i++) {
              const s = seen(place[3 * i], place[3 * i + 1], place[3 * i + 2]);
              screen[2 * i] = s[0]; screen[2 * i + 1] = s[1]; depth[i] = s[2];
            }
            order.sort((i, j) => depth[j] - depth[i]);
            const inks = colours.map(colour);
            const size = Math.max(1.4, Math.min(3, 90 / Math.sqrt(count + 1))) * Math.sqrt(zoom);
            for (const i of order) {
              const c = kind[i];
              if (hidden.has(c)) continue;
              pen.globalAlpha = 0.85 - 0.3 * Math.max(0, Math.min(1, depth[i]));
              pen.fillStyle = pen.strokeStyle = inks[c];
              shape(screen[2 * i], screen[2 * i + 1], size * 3.5 / (3.5 + depth[i]), c);
            }
            pen.globalAlpha = 1;
            pen.textAlign = "center";
            pen.fillStyle = colour("ink");
            pen.strokeStyle = colour("ground");
            pen.lineWidth = 4;
            pen.lineJoin = "round";
            for (const [name, x, y, size] of names) {
              pen.font = size + "px sans-serif";
              const half = pen.measureText(name).width / 2 + 2;
              const middle = Math.min(Math.max(x, half), width - half);
              const base = Math.min(Math.max(y + size / 3, size), height - 4);
              pen.strokeText(name, middle, base);
              pen.fillText(name, middle, base);
            }
          }
          const redraw = () => { if (!waiting) { waiting = true; requestAnimationFrame(draw); } };
          const actions = {
            left: () => turn -= 0.12, right: () => turn += 0.12, up: () => tilt += 0.12,
            down: () => tilt -= 0.12, in: () => zoom = Math.min(zoom * 1.2, 12),
            out: () => zoom = Math.max(zoom / 1.2, 0.4), reset: reset,
          };
          const keys = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down",
            "+": "in", "=": "in", "-": "out", Home: "reset" };
          const act = name => { actions[name](); redraw(); };
          canvas.addEventListener("keydown", e => {
            if (keys[e.key] && !e.ctrlKey && !e.metaKey && !e.altKey) {
              e.preventDefault();
              act(keys[e.key]);
            }
          });
          // One pointer turns, two zoom. Not every browser tells by how much a finger has moved.
          const pointers = new Map();
          const spread = () => {
            const [a, b] = [...pointers.values()];
            return Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
          };
          canvas.addEventListener("pointerdown", e => {
            if (e.button !== 0 || pointers.size > 1) return;
            canvas.setPointerCapture(e.pointerId);
            pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
          });
          canvas.addEventListener("pointermove", e => {
            const last = pointers.get(e.pointerId);
            if (!last) return;
            const before = pointers.size > 1 ? spread() : 0;
            if (!before) {
              turn += (e.clientX - last.x) * 0.01;
              tilt += (e.clientY - last.y) * 0.01;
            }
            [last.x, last.y] = [e.clientX, e.clientY];
            if (before) zoom = Math.min(Math.max(zoom * spread() / before, 0.4), 12);
            redraw();
          });
          for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
            canvas.addEventListener(end, e => pointers.delete(e.pointerId));
          canvas.addEventListener("dblclick", () => act("reset"));
          view.addEventListener("click", e => {
            const button = e.target.closest("button");
            if (!button) return;
            if (button.dataset.do) return act(button.dataset.do);
            const c = Number(button.dataset.class), isShown = hidden.has(c);
            if (isShown) hidden.delete(c); else hidden.add(c);
            button.setAttribute("aria-pressed", String(isShown));
            redraw();
          });
          view.querySelector(".still").hidden = true;
          view.querySelector(".live").hidden = false;
          if (window.ResizeObserver) new ResizeObserver(redraw).observe(canvas);
          matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
          addEventListener("beforeprint", draw);
          draw();
        });
        """
}
