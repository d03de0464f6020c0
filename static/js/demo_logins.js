// Demo mode only: a click on a demo login fills the sign-in form.
for (const button of document.querySelectorAll("[data-fill-login]")) {
  button.addEventListener("click", () => {
    const form = document.querySelector("main form");
    form.elements.login.value = button.dataset.fillLogin;
    form.elements.password.value = button.dataset.fillPassword;
    form.querySelector("[data-test=login-submit]").focus();
  });
}
