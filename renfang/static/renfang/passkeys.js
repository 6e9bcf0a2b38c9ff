// Passkeys (W3C WebAuthn): asks the browser to make or prove one, and sends what it answers with
// the form. Bytes are base64url in JSON; older browsers have no toJSON() of their own.

const WORDS = {
  NotAllowedError: "没有完成：已取消，或等待超时。再试一次",
  InvalidStateError: "这台设备上的通行密钥已经添加过",
  SecurityError: "浏览器不允许在这个网址使用通行密钥",
};

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function named(list) {
  return (list || []).map((each) => ({ ...each, id: bytes(each.id) }));
}

async function made(options) {
  const key = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    },
  });
  return {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    response: {
      clientDataJSON: text(key.response.clientDataJSON),
      attestationObject: text(key.response.attestationObject),
    },
  };
}

async function proved(options) {
  const key = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: named(options.allowCredentials),
    },
  });
  return {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    response: {
      clientDataJSON: text(key.response.clientDataJSON),
      authenticatorData: text(key.response.authenticatorData),
      signature: text(key.response.signature),
    },
  };
}

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  const said = form.querySelector("[data-said]");
  if (!window.PublicKeyCredential) {
    said.textContent = "这个浏览器不支持通行密钥";
    return;
  }
  form.hidden = false;
  // Before submitting.js, which would hold the buttons: nothing is sent yet.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const ask = form.dataset.passkey === "create" ? made : proved;
    said.textContent = "";
    ask(JSON.parse(form.dataset.options)).then(
      (answer) => {
        form.elements.answer.value = JSON.stringify(answer);
        form.submit();
      },
      (error) => {
        said.textContent = WORDS[error.name] || "通行密钥没有应答，再试一次";
      },
    );
  });
});
